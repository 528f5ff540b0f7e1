package dev.anqa.testkit;

import dev.anqa.channel.ChannelServer;
import dev.anqa.limits.LimitOptions;
import dev.anqa.limits.Limits;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Ref;
import dev.anqa.serializer.Versions;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.Session;
import dev.anqa.socket.SessionRegistry;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint for tests: no ports, no threads of its own, and time that passes when the test says
 * so.
 *
 * <pre>{@code
 * TestEndpoint endpoint =
 *     TestEndpoint.of(SocketHandler.anonymous().channel("room:*", RoomChannel::new));
 *
 * @Test
 * void tellsTheRoom() {
 *   TestChannel room = endpoint.connect().subscribeAndJoin("room:lobby");
 *   room.push("new_msg", Map.of("body", "hi")).assertReply("ok");
 *   room.assertBroadcast("new_msg", Map.of("body", "hi"));
 * }
 * }</pre>
 *
 * <p>Callbacks run on the thread of the test, one at a time, before the method returns that brought
 * them about: what the test has bound to its thread, such as a transaction, they see, and a test
 * that fails fails again. A callback that waits for what another channel does waits for ever.
 *
 * <p>It, and all that comes of it, is for one thread. Other threads of the application may use
 * {@link #pubsub}, {@link #time}, and what channels handed to them; assertions wait for these, see
 * {@link TestEndpointBuilder#timeout}.
 */
public final class TestEndpoint implements AutoCloseable {
  private final OneThread thread = new OneThread();
  private final VirtualTime time;
  private final Json json;
  private final Duration timeout;
  private final Telemetry telemetry = new Telemetry();
  private final Crashes crashes = new Crashes();
  private final PubSub pubsub;
  private final Partition partition;
  private final SocketRuntime runtime;
  private final List<Presence> presences;

  /** What sockets are lent, by the limits that they ask for. */
  private final Map<SocketLimits, SocketRuntime> mounts = new HashMap<>();

  /** Null if each client says its own. */
  private final @Nullable SocketHandler socket;

  // Refs and join refs are counted apart, so that a server that mixes them up is found out.
  private int refs;
  private int joinRefs = 10;

  TestEndpoint(TestEndpointBuilder builder) {
    time = new VirtualTime(builder.startingAt);
    json = builder.json;
    timeout = builder.timeout;
    socket = builder.socket;
    presences = List.copyOf(builder.presences);
    telemetry.listen(crashes);
    builder.listeners.forEach(telemetry::listen);
    pubsub =
        PubSub.builder()
            .executor(thread.callbacks())
            .listen(event -> telemetry.emit(new TelemetryEvent.PubSubFailed(event)))
            .build();
    partition = pubsub.addPartition(thread);
    runtime =
        new SocketRuntime(
            pubsub,
            json,
            Versions.standard(json),
            time,
            thread.callbacks(),
            telemetry,
            new SessionRegistry(),
            new Limits(new LimitOptions(), telemetry, time));
    presences.forEach(presence -> presence.start(pubsub, time, json, telemetry));
  }

  /** One whose clients connect to this socket. */
  public static TestEndpoint of(SocketHandler socket) {
    return builder().socket(socket).build();
  }

  /** Says what it is made of. */
  public static TestEndpointBuilder builder() {
    return new TestEndpointBuilder();
  }

  // ---- clients

  /** A client of its socket that is about to connect. */
  public TestClient client() {
    return client(socket());
  }

  /** A client of any socket that is about to connect. */
  public TestClient client(SocketHandler socket) {
    return new TestClient(this, socket);
  }

  /**
   * Connects a client.
   *
   * @throws AssertionError if it is refused
   */
  public TestSocket connect() {
    return client().connect();
  }

  /**
   * Connects a client with parameters; see {@link TestClient#params}.
   *
   * @throws AssertionError if it is refused
   */
  public TestSocket connect(Map<String, ?> params) {
    return client().params(params).connect();
  }

  /**
   * A client that is connected without {@code connect} being asked, for tests that are not about
   * that.
   *
   * @param id what {@code connect} would have given; null for none
   * @param assigns what {@code connect} would have given
   */
  public TestSocket connected(@Nullable String id, Map<String, ?> assigns) {
    ConnectResult.Accepted accepted = ConnectResult.ok(assigns);
    ConnectResult result = id == null ? accepted : accepted.id(id);
    return client(socket().connecting(_ -> result)).connect();
  }

  private SocketHandler socket() {
    if (socket == null) {
      throw new IllegalStateException(
          """
          This endpoint has no socket to connect to. Give it one, or say which:

              TestEndpoint.of(socket)
              endpoint.client(socket).connect()\
          """);
    }
    return socket;
  }

  // ---- what else happens

  /** Listens to what is broadcast on a topic. */
  public TestTopic subscribe(String topic) {
    return TestTopic.subscribe(this, topic, pubsub, partition);
  }

  /**
   * Sends an event to all subscribers of a topic.
   *
   * @param payload a {@link Payload}, or what the JSON can write, such as a map
   */
  public void broadcast(String topic, String event, Object payload) {
    broadcastFrom(null, topic, event, payload);
  }

  void broadcastFrom(@Nullable Subscriber from, String topic, String event, Object payload) {
    pubsub.broadcastFrom(from, new Broadcast(topic, event, Payload.of(payload, json))).orThrow();
    settle();
  }

  /** Closes all connections that have this id. */
  public void disconnect(String id) {
    broadcast(id, "disconnect", Payload.empty());
  }

  /**
   * Lets time pass: each timer runs at its moment, and what it brings about before the next one.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void advance(Duration duration) {
    time.advance(duration, this::settle);
  }

  /**
   * Does what waits to be done; only to be called after something that did not come by a method of
   * the kit.
   */
  public void settle() {
    thread.settle();
  }

  // ---- for the application's objects

  /** Its topics and subscribers. */
  public PubSub pubsub() {
    return pubsub;
  }

  /** Its time. */
  public Time time() {
    return time;
  }

  /** How it writes and reads payloads. */
  public Json json() {
    return json;
  }

  /** What tells of everything that happens. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** The connections that stand. */
  public SessionRegistry sessions() {
    return runtime.sessions();
  }

  /** Ends its presences; without any, there is nothing to end. */
  @Override
  public void close() {
    presences.forEach(Presence::close);
  }

  // ---- for the rest of the kit

  /** What a socket is lent, with the limits that it asks for. */
  SocketRuntime runtime(SocketHandler socket) {
    return mounts.computeIfAbsent(
        socket.limits(),
        asked ->
            runtime.at(
                asked.at(runtime.limits().unusedScope("/"), runtime.limits()), runtime.versions()));
  }

  Crashes crashes() {
    return crashes;
  }

  Optional<Duration> untilNextTimer() {
    return time.untilNext();
  }

  Ref nextRef() {
    return Ref.of(Integer.toString(++refs));
  }

  Ref nextJoinRef() {
    return Ref.of(Integer.toString(++joinRefs));
  }

  TestSocket opened(Session session, String transport) {
    return new TestSocket(this, thread, partition, session, transport).open();
  }

  /** The server's side of a join; empty if the client is not in. */
  Optional<ChannelServer> channelServer(String topic, Ref joinRef) {
    return pubsub.subscriptions(topic).stream()
        .map(subscription -> subscription.subscriber())
        .filter(ChannelServer.class::isInstance)
        .map(ChannelServer.class::cast)
        .filter(server -> server.spec().joinRef().equals(joinRef))
        .findFirst();
  }

  /** Settles until something is there; null if it is not there after the timeout. */
  <T> @Nullable T await(Supplier<? extends @Nullable T> look) {
    try {
      return thread.await(look, timeout.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The test was interrupted while it waited.", e);
    }
  }
}
