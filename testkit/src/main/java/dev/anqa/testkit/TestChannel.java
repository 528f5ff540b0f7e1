package dev.anqa.testkit;

import dev.anqa.channel.Assigns;
import dev.anqa.channel.ChannelServer;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Ref;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a client has joined, from the client's side.
 *
 * <p>When a method returns, all that it brought about has happened. An assertion takes the first
 * that matches, in whichever order others came: a second one is about a second of them. An expected
 * payload is a map, a record, anything that the endpoint's JSON writes, or a {@link Payload}; it
 * matches if all that it has is in what came, which may have more: of objects the named entries, of
 * all else the whole. Binary payloads match as a whole.
 *
 * <p>Ports the verbs of {@code Phoenix.ChannelTest}. Differs in: each channel has a mailbox of its
 * own; refuting takes no time, as nothing is under way; after its end the channel takes what the
 * client sends, and drops it.
 */
public final class TestChannel {
  private final TestSocket socket;
  private final TestEndpoint endpoint;
  private final String topic;
  private final Ref joinRef;
  private final Inbox inbox;

  /** Null if nobody listens to the topic beside the client. */
  private final @Nullable TestTopic broadcasts;

  /** Null until the join was answered. */
  private @Nullable Payload joinReply;

  /** The server's side; null unless the client is in. */
  private @Nullable ChannelServer server;

  TestChannel(
      TestSocket socket,
      TestEndpoint endpoint,
      String topic,
      Ref joinRef,
      @Nullable TestTopic broadcasts) {
    this.socket = socket;
    this.endpoint = endpoint;
    this.topic = topic;
    this.joinRef = joinRef;
    this.broadcasts = broadcasts;
    this.inbox = new Inbox(topic, endpoint);
  }

  // ---- for the socket

  Ref joinRef() {
    return joinRef;
  }

  void arrived(Arrival arrival) {
    if (server == null && arrival.kind() == Arrival.Kind.REPLY) {
      server = endpoint.channelServer(topic, joinRef).orElse(null);
    }
    inbox.add(arrival);
  }

  Inbox inbox() {
    return inbox;
  }

  void joined(Reply reply) {
    joinReply = reply.payload();
  }

  // ---- what it is

  /** Such as {@code room:lobby}. */
  public String topic() {
    return topic;
  }

  /** What the join was answered with; an empty object if the channel gave nothing. */
  public Payload joinReply() {
    return Objects.requireNonNull(joinReply, "not joined");
  }

  /** What the socket and the route assigned to the channel. */
  public Assigns assigns() {
    return Objects.requireNonNull(server, "not joined").spec().assigns();
  }

  // ---- what the client does

  /** The client sends an event with an empty object. */
  public Sent push(String event) {
    return push(event, Map.of());
  }

  /**
   * The client sends an event.
   *
   * @param payload a {@link Payload}, or what the endpoint's JSON writes, such as a map
   */
  public Sent push(String event, Object payload) {
    Ref ref = endpoint.nextRef();
    inbox.sent(ref, event);
    socket.send(joinRef, ref, topic, event, payload);
    return new Sent(endpoint, inbox, event, ref);
  }

  /** The client leaves; the reply is {@code ok}. */
  public Sent leave() {
    return push("phx_leave");
  }

  // ---- what others do

  /** Puts a message into the channel's mailbox, for its {@code handleInfo}. */
  public void send(Object message) {
    Objects.requireNonNull(server, "not joined").sendInfo(message);
    endpoint.settle();
  }

  /** Ends the channel as the end of its connection would: its {@code terminate} sees closed. */
  public void close() {
    Objects.requireNonNull(server, "not joined").stop(new StopReason.Closed());
    endpoint.settle();
  }

  /**
   * Broadcasts to all on the topic, this client included, but not to what {@link #assertBroadcast}
   * looks at.
   */
  public void broadcastFrom(String event, Object payload) {
    if (broadcasts == null) {
      endpoint.broadcast(topic, event, payload);
    } else {
      broadcasts.broadcastFrom(event, payload);
    }
  }

  // ---- what the client got

  /**
   * Asserts that the client got an event: pushed to it, or broadcast on the topic.
   *
   * @throws AssertionError if it did not
   */
  public Push assertPush(String event) {
    return take(event, new Match.Anything());
  }

  /**
   * Asserts that the client got an event whose payload has this in it.
   *
   * @throws AssertionError if it did not
   */
  public Push assertPush(String event, Object expected) {
    return take(event, Match.of(expected, endpoint.json()));
  }

  /**
   * Asserts that the client got an event that can be read as a type and that the guard takes.
   *
   * @throws AssertionError if it did not
   */
  public <T> T assertPush(String event, Class<T> type, Predicate<? super T> guard) {
    return take(event, new Match.Guard<>(type, guard)).payload(type);
  }

  private Push take(String event, Match match) {
    Arrival arrival = inbox.take(Wanted.of(Arrival.Kind.PUSH, event, match));
    return new Push(topic, arrival.name(), arrival.payload());
  }

  /**
   * Asserts that the client did not get an event until now, but what assertions took.
   *
   * @throws AssertionError if it did
   */
  public void refutePush(String event) {
    inbox.refute(Wanted.of(Arrival.Kind.PUSH, event, new Match.Anything()));
  }

  /**
   * Asserts that the client did not get an event until now with a payload that has this in it, but
   * what assertions took.
   *
   * @throws AssertionError if it did
   */
  public void refutePush(String event, Object unexpected) {
    inbox.refute(Wanted.of(Arrival.Kind.PUSH, event, Match.of(unexpected, endpoint.json())));
  }

  /**
   * Asserts that the client got nothing until now, replies included, but what assertions took.
   *
   * @throws AssertionError if it did
   */
  public void assertNoMore() {
    inbox.refuteMore();
  }

  // ---- what was broadcast

  /** As {@link TestTopic#assertBroadcast(String)}, on the topic of the channel. */
  public Broadcast assertBroadcast(String event) {
    return broadcasts().assertBroadcast(event);
  }

  /** As {@link TestTopic#assertBroadcast(String, Object)}, on the topic of the channel. */
  public Broadcast assertBroadcast(String event, Object expected) {
    return broadcasts().assertBroadcast(event, expected);
  }

  /**
   * As {@link TestTopic#assertBroadcast(String, Class, Predicate)}, on the topic of the channel.
   */
  public <T> T assertBroadcast(String event, Class<T> type, Predicate<? super T> guard) {
    return broadcasts().assertBroadcast(event, type, guard);
  }

  /** As {@link TestTopic#refuteBroadcast(String)}, on the topic of the channel. */
  public void refuteBroadcast(String event) {
    broadcasts().refuteBroadcast(event);
  }

  /** As {@link TestTopic#refuteBroadcast(String, Object)}, on the topic of the channel. */
  public void refuteBroadcast(String event, Object unexpected) {
    broadcasts().refuteBroadcast(event, unexpected);
  }

  private TestTopic broadcasts() {
    if (broadcasts == null) {
      throw new IllegalStateException(
          """
          Nobody listens to what is broadcast on "%s". Join it with

              socket.subscribeAndJoin("%s")\
          """
              .formatted(topic, topic));
    }
    return broadcasts;
  }

  // ---- how it ended

  /**
   * Asserts that the channel ended in an orderly way: the client got {@code phx_close}.
   *
   * @throws AssertionError if it did not
   */
  public void assertClosed() {
    inbox.take(Wanted.of(Arrival.Kind.CLOSE, "phx_close", new Match.Anything()));
  }

  /**
   * Asserts that the channel crashed: the client got {@code phx_error}.
   *
   * @return what a callback threw; empty if the channel was killed
   * @throws AssertionError if it did not
   */
  public Optional<Throwable> assertCrashed() {
    inbox.take(Wanted.of(Arrival.Kind.CRASH, "phx_error", new Match.Anything()));
    return endpoint.crashes().last(topic);
  }
}
