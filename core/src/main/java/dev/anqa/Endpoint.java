package dev.anqa;

import dev.anqa.inspect.Inspector;
import dev.anqa.limits.Limits;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.pubsub.Subscription;
import dev.anqa.pubsub.SystemTime;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.serializer.Versions;
import dev.anqa.socket.Drainer;
import dev.anqa.socket.SessionRegistry;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.HandshakeInterceptor;
import dev.anqa.transport.HttpOptions;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.HttpServer;
import dev.anqa.transport.ListenerInfo;
import dev.anqa.transport.Routes;
import dev.anqa.transport.Site;
import dev.anqa.transport.SiteBuilder;
import dev.anqa.transport.Traffic;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running server: its ports, the sockets mounted on it, and the way to broadcast to their
 * clients. Any thread may call any method; several may run in one JVM, as they share nothing.
 *
 * <pre>{@code
 * Endpoint.builder()
 *     .http(4000)
 *     .socket("/socket", SocketHandler.anonymous().channel("room:*", RoomChannel::new))
 *     .start();
 * }</pre>
 *
 * <p>Ports {@code lib/phoenix/endpoint.ex}. Differs in: it is an object, not a module with a global
 * name; {@code subscribe} takes a handler, as there are no processes with mailboxes.
 */
public final class Endpoint implements AutoCloseable {
  /** Broadcasts that may wait for a handler of {@link #subscribe(String, Consumer)}. */
  private static final int SUBSCRIBER_QUEUE = 1_024;

  private final URI url;
  private final @Nullable String secretKeyBase;
  private final Duration shutdownGrace;
  private final Telemetry telemetry = new Telemetry();
  private final ExecutorService callbacks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("anqa-callback-", 0).factory());
  private final Json json;
  private final Time time;
  private final PubSub pubsub;
  private final List<Presence> presences;
  private final SessionRegistry sessions;
  private final Drainer drainer;
  private final Inspector inspector;
  private final Limits limits;
  private final HttpServer server;
  private final Site site;
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final long startNanos;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  /** Closes what was made or started here; the last of it first. */
  private final Deque<Runnable> owned = new ArrayDeque<>();

  private Endpoint(EndpointBuilder builder) {
    url = builder.url;
    secretKeyBase = builder.secretKeyBase;
    shutdownGrace = builder.shutdownGrace;
    if (builder.log != null) {
      telemetry.listen(builder.log);
    }
    builder.telemetry.forEach(telemetry::listen);
    json = builder.json != null ? builder.json : JacksonJson.standard();
    time = builder.time != null ? builder.time : ownTime();
    pubsub = builder.pubsub != null ? builder.pubsub : ownPubSub();
    startNanos = time.nanos();
    sessions = new SessionRegistry(builder.drainer, time, new Random());
    drainer = new Drainer(builder.drainer, sessions, time, callbacks, telemetry);
    presences = List.copyOf(builder.presences);
    inspector = Insight.of(this, builder, callbacks, time);
    owned.push(inspector::close);
    Versions versions = builder.versions != null ? builder.versions : Versions.standard(json);
    try {
      for (Presence presence : presences) {
        presence.start(pubsub, time, json, telemetry);
        owned.push(presence::close);
      }
      limits = new Limits(builder.limits, telemetry, time);
      SiteBuilder siteBuilder =
          new SiteBuilder(
              new SocketRuntime(
                  pubsub, json, versions, time, callbacks, telemetry, sessions, limits),
              url.getHost(),
              builder.originPolicy,
              behindTheDrainer(builder.interceptors),
              secretKeyBase);
      if (builder.readiness != null) {
        siteBuilder.handler(builder.readiness, _ -> readiness());
      }
      builder.mountParts(this, siteBuilder, owned);
      builder.site.forEach(each -> each.accept(siteBuilder));
      site = siteBuilder.build();
      server = new HttpServer(builder.io, pubsub, telemetry, callbacks, time);
    } catch (RuntimeException e) {
      closeOwned();
      throw e;
    }
  }

  private List<HandshakeInterceptor> behindTheDrainer(List<HandshakeInterceptor> interceptors) {
    List<HandshakeInterceptor> all = new ArrayList<>(interceptors);
    all.addFirst(new DrainingGate(drainer));
    return all;
  }

  private HttpResponse readiness() {
    return isReady()
        ? HttpResponse.text(200, "ready")
        : DrainingGate.retryLater(drainer, HttpResponse.text(503, "draining"));
  }

  /** Its ports, as they are at this moment. */
  List<ListenerInfo> listeners() {
    return server.listeners();
  }

  private Time ownTime() {
    SystemTime own = new SystemTime("anqa-timer");
    owned.push(own::close);
    return own;
  }

  private PubSub ownPubSub() {
    PubSub own = PubSub.builder().build();
    owned.push(own::close);
    return own;
  }

  private void closeOwned() {
    callbacks.shutdownNow();
    owned.forEach(Runnable::run);
  }

  /** Says what an endpoint is made of. */
  public static EndpointBuilder builder() {
    return new EndpointBuilder();
  }

  static Endpoint start(EndpointBuilder builder) {
    Endpoint endpoint = new Endpoint(builder);
    try {
      endpoint.listen(builder.listeners);
    } catch (RuntimeException e) {
      endpoint.stopping.set(true);
      endpoint.closeNow(); // A drain would keep the error waiting.
      throw e;
    }
    return endpoint;
  }

  private void listen(List<HttpOptions> listeners) {
    pubsub.listen(event -> telemetry.emit(new TelemetryEvent.PubSubFailed(event)));
    for (HttpOptions listener : listeners) {
      addresses.add(server.listen(listener, site));
    }
    for (int i = 0; i < addresses.size(); i++) {
      String scheme = listeners.get(i).scheme();
      telemetry.emit(new TelemetryEvent.EndpointStarted(addresses.get(i), scheme, server.io()));
    }
  }

  /** The port of its first listener; the real one where 0 was asked for. */
  public int port() {
    return address().getPort();
  }

  /** The address of its first listener. */
  public InetSocketAddress address() {
    return addresses.getFirst();
  }

  /** The addresses of its listeners, in the order in which they were asked for. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /**
   * Reads the certificates of its HTTPS listeners again, at once; see {@link
   * dev.anqa.transport.TlsOptions}. Blocks for as long as that takes.
   *
   * @return false if some cannot be used: the former stay, and an event tells
   */
  public boolean reloadTls() {
    return server.reloadTls();
  }

  /** The address by which browsers know it. */
  public URI url() {
    return url;
  }

  /** The secret that it was given, if it was. */
  public Optional<String> secretKeyBase() {
    return Optional.ofNullable(secretKeyBase);
  }

  /** The sockets mounted on it; prints as a table. */
  public Routes routes() {
    return site.routes();
  }

  /** Its topics and subscribers. */
  public PubSub pubsub() {
    return pubsub;
  }

  /** How it writes and reads payloads. */
  public Json json() {
    return json;
  }

  /** The connections with channels that stand. */
  public SessionRegistry sessions() {
    return sessions;
  }

  /** Looks into it while it runs. */
  public Inspector inspect() {
    return inspector;
  }

  /** The presences that it started. */
  public List<Presence> presences() {
    return presences;
  }

  /** What went over its WebSockets. */
  public Traffic traffic() {
    return server.traffic();
  }

  /** Its limits, to be looked at and changed. */
  public Limits limits() {
    return limits;
  }

  /** What tells of everything that happens. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /**
   * Sends an event to all subscribers of a topic, on all nodes.
   *
   * @param payload a {@link Payload}, or what the endpoint's JSON can write, such as a map
   * @throws IllegalArgumentException if it cannot be written, or sent to one of the subscribers
   */
  public BroadcastResult broadcast(String topic, String event, Object payload) {
    return pubsub.broadcast(broadcastOf(topic, event, payload));
  }

  /** As {@link #broadcast}, leaving out one subscriber of this node. */
  public BroadcastResult broadcastFrom(
      Subscriber from, String topic, String event, Object payload) {
    return pubsub.broadcastFrom(from, broadcastOf(topic, event, payload));
  }

  /** As {@link #broadcast}, to the subscribers of this node alone. */
  public BroadcastResult localBroadcast(String topic, String event, Object payload) {
    return pubsub.localBroadcast(broadcastOf(topic, event, payload));
  }

  /** As {@link #broadcastFrom}, to the subscribers of this node alone. */
  public BroadcastResult localBroadcastFrom(
      Subscriber from, String topic, String event, Object payload) {
    return pubsub.localBroadcastFrom(from, broadcastOf(topic, event, payload));
  }

  private Broadcast broadcastOf(String topic, String event, Object payload) {
    return new Broadcast(topic, event, Payload.of(payload, json));
  }

  /**
   * Closes all connections that have this id, on all nodes, with 1001; see {@code
   * ConnectResult.Accepted#id}.
   */
  public BroadcastResult disconnect(String id) {
    return pubsub.broadcast(new Broadcast(id, "disconnect", Payload.empty()));
  }

  /**
   * Has a handler called with each broadcast on a topic, one at a time and in order, on a virtual
   * thread. If more than 1,024 wait for it, it misses some, and an event tells.
   */
  public Subscription subscribe(String topic, Consumer<? super Broadcast> handler) {
    return pubsub.subscribe(topic, SUBSCRIBER_QUEUE, handler);
  }

  /** Whether new connections are welcome: not any more once it drains or stops. */
  public boolean isReady() {
    return !drainer.isDraining();
  }

  /**
   * Parts from its connections: it is not {@linkplain #isReady ready} any more, handshakes get 503
   * with {@code Retry-After}, and the connections that stand are closed with 1012, batch by batch,
   * as {@link EndpointBuilder#drainer} says, each behind the answers to what it sent before.
   * Channels end as {@code StopReason.Draining}. Pages and handlers go on.
   *
   * <p>Returns when all have gone, at the latest when the drainer's time is over; so do further
   * calls. Not to be called from a callback of a channel, which it would wait for.
   *
   * @throws InterruptedException if the calling thread is interrupted; the drain goes on
   */
  public void drain() throws InterruptedException {
    await(drainer.drain());
  }

  private static void await(CompletableFuture<Void> future) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed so", e);
    }
  }

  /**
   * Stops it: {@linkplain #drain drains}, accepts nobody any more, closes what stands, and waits
   * for callbacks to end, at most the shutdown grace. Further calls wait for the first. Not to be
   * called from a callback of a channel, which it would wait for.
   */
  public void stop() {
    close();
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    try {
      if (!stopping.compareAndSet(false, true)) {
        await(stopped);
        return;
      }
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Whoever interrupts wants no grace.
    }
    closeNow();
  }

  private void closeNow() {
    try {
      server.stopListening();
      inspector.close(); // Its answers go on for long.
      server.close(shutdownGrace);
      callbacks.shutdown();
      callbacks.awaitTermination(shutdownGrace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeOwned();
      tellOfTheEnd();
      stopped.complete(null);
    }
  }

  private void tellOfTheEnd() {
    Duration uptime = Duration.ofNanos(time.nanos() - startNanos);
    if (!addresses.isEmpty()) {
      telemetry.emit(new TelemetryEvent.EndpointStopped(uptime));
    }
  }
}
