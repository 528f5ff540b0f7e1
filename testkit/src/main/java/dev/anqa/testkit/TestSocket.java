package dev.anqa.testkit;

import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.Ref;
import dev.anqa.socket.Session;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that is connected. */
public final class TestSocket implements AutoCloseable {
  private static final String JOIN = "phx_join";

  private final TestEndpoint endpoint;
  private final V2Client protocol;
  private final @Nullable String id;
  private final MemoryConnection connection;
  private final Map<Ref, TestChannel> byJoin = new HashMap<>();

  /** The latest join of each topic. */
  private final Map<String, TestChannel> byTopic = new HashMap<>();

  @SuppressWarnings("this-escape") // Nothing arrives before it is opened.
  TestSocket(
      TestEndpoint endpoint,
      OneThread thread,
      Partition partition,
      Session session,
      String transport) {
    this.endpoint = endpoint;
    this.protocol = new V2Client(endpoint.json());
    this.id = session.source().id();
    this.connection = new MemoryConnection(thread, partition, session, transport, this::arrived);
  }

  TestSocket open() {
    connection.open();
    endpoint.settle();
    return this;
  }

  private void arrived(Frame frame) {
    V2Client.Incoming incoming = protocol.decode(frame);
    TestChannel channel = byJoin.get(incoming.joinRef());
    if (channel == null) {
      channel = byTopic.get(incoming.topic());
    }
    if (channel != null) {
      channel.arrived(incoming.arrival());
    }
  }

  void send(Ref joinRef, Ref ref, String topic, String event, Object payload) {
    Payload encoded = Payload.of(payload, endpoint.json());
    connection.receive(protocol.encode(joinRef, ref, topic, event, encoded));
    endpoint.settle();
  }

  /** The id that {@code connect} gave it; null for none. */
  public @Nullable String id() {
    return id;
  }

  /** Whether the connection stands. */
  public boolean isOpen() {
    return !connection.isClosed();
  }

  /**
   * Joins a topic, with an empty object.
   *
   * @throws AssertionError if it is refused
   */
  public TestChannel join(String topic) {
    return join(topic, Map.of());
  }

  /**
   * Joins a topic. A second time, the first channel ends, as for any client.
   *
   * @param params a {@link Payload}, or what the endpoint's JSON writes, such as a map
   * @throws AssertionError if it is refused
   */
  public TestChannel join(String topic, Object params) {
    return joined(topic, params, null);
  }

  /**
   * As {@link #subscribeAndJoin(String, Object)}, with an empty object.
   *
   * @throws AssertionError if it is refused
   */
  public TestChannel subscribeAndJoin(String topic) {
    return subscribeAndJoin(topic, Map.of());
  }

  /**
   * Joins a topic, and listens before to what is broadcast on it, for {@link
   * TestChannel#assertBroadcast}.
   *
   * @param params a {@link Payload}, or what the endpoint's JSON writes, such as a map
   * @throws AssertionError if it is refused
   */
  public TestChannel subscribeAndJoin(String topic, Object params) {
    return joined(topic, params, endpoint.subscribe(topic));
  }

  /**
   * Asserts that joining a topic, with an empty object, is refused.
   *
   * @return the reply, whose status is {@code error}
   * @throws AssertionError if the client is in
   */
  public Reply assertJoinRefused(String topic) {
    return assertJoinRefused(topic, Map.of());
  }

  /**
   * Asserts that joining a topic is refused.
   *
   * @return the reply, whose status is {@code error}
   * @throws AssertionError if the client is in
   */
  public Reply assertJoinRefused(String topic, Object params) {
    TestChannel channel = channel(topic, null);
    Reply reply = ask(channel, params).assertReply();
    if (reply.status().equals("ok")) {
      throw channel
          .inbox()
          .failure(
              "The join of \"%s\" was accepted (expected: refused).".formatted(topic),
              null,
              /* timers= */ false);
    }
    return reply;
  }

  private TestChannel joined(String topic, Object params, @Nullable TestTopic broadcasts) {
    TestChannel channel = channel(topic, broadcasts);
    Reply reply = ask(channel, params).assertReply();
    if (!reply.status().equals("ok")) {
      String headline =
          "The join of \"%s\" was refused: %s (expected: ok).%s"
              .formatted(topic, Shown.text(reply.payload()), advice(topic, reply));
      throw channel.inbox().failure(headline, null, /* timers= */ false);
    }
    channel.joined(reply);
    return channel;
  }

  private static String advice(String topic, Reply reply) {
    return reply.payload().text().equals("{\"reason\":\"unmatched topic\"}")
        ? " If no route takes it, add one to the SocketHandler: .channel(\"%s\", …)"
            .formatted(topic.replaceFirst(":.*", ":*"))
        : "";
  }

  private TestChannel channel(String topic, @Nullable TestTopic broadcasts) {
    TestChannel channel =
        new TestChannel(this, endpoint, topic, endpoint.nextJoinRef(), broadcasts);
    byJoin.put(channel.joinRef(), channel);
    byTopic.put(topic, channel);
    return channel;
  }

  private static Sent ask(TestChannel channel, Object params) {
    return channel.push(JOIN, params);
  }

  /** The client hangs up, and all its channels end. */
  @Override
  public void close() {
    connection.hangUp();
    endpoint.settle();
  }

  /**
   * Asserts that the server closed the connection, such as after {@link TestEndpoint#disconnect}.
   *
   * @param code the WebSocket close code, such as 1001
   * @throws AssertionError if it did not, or with another code
   */
  public void assertClosed(int code) {
    endpoint.await(() -> connection.closeCode() == 0 ? null : connection);
    if (connection.closeCode() != code) {
      throw new AssertionError(
          "The connection %s (expected: closed by the server with %d)."
              .formatted(
                  connection.closeCode() != 0
                      ? "was closed with " + connection.closeCode()
                      : connection.isClosed() ? "was closed by the client" : "is open",
                  code));
    }
  }
}
