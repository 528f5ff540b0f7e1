package dev.anqa.channel;

import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Subscription;
import dev.anqa.pubsub.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A channel's side of the conversation with its client; {@code %Phoenix.Socket{}} in a channel.
 *
 * <p>Payloads are a {@link dev.anqa.pubsub.Payload}, or any value that the endpoint's JSON can
 * write: a map, a record. Serializer V2 pushes and broadcasts JSON objects and binary only, V1 any
 * JSON and no binary; else an {@link IllegalArgumentException} says so. Any thread may call these
 * methods; what one thread sends arrives in its order.
 */
public interface ChannelSocket {
  /** The channel's topic. */
  String topic();

  /** The id that the socket handler gave the connection; null when it has none. */
  @Nullable String id();

  /** What the socket handler and the route assigned. */
  Assigns assigns();

  /** The name of the transport, such as {@code websocket}. */
  String transport();

  /**
   * Sends an event to this client.
   *
   * @throws IllegalStateException in {@link Channel#join}, where the client has not joined yet
   * @throws IllegalArgumentException if the serializer cannot express the payload
   */
  void push(String event, Object payload);

  /**
   * Sends an event to everybody on the topic, on all nodes, this client included.
   *
   * @return what became of it; a failure is an event already, so it may be ignored
   * @throws IllegalStateException in {@link Channel#join}
   * @throws IllegalArgumentException if the serializer cannot express the payload
   */
  BroadcastResult broadcast(String event, Object payload);

  /** Sends an event to everybody on the topic, on all nodes, but not to this client. */
  BroadcastResult broadcastFrom(String event, Object payload);

  /**
   * The message being handled, to be answered later.
   *
   * @throws IllegalStateException outside {@link Channel#handleIn}, or if the message has no ref,
   *     as phoenix.js never sends one
   */
  ReplyRef replyRef();

  /**
   * Puts a message into this channel's own mailbox, for {@link Channel#handleInfo}.
   *
   * @return false if its mailbox is full, and nothing happened. What is put in when the channel has
   *     ended is dropped, as what is sent to a process that is no more.
   */
  boolean sendSelf(Object message);

  /** As {@link #sendSelf}, after a delay; ends with the channel. */
  Time.Timer sendSelfAfter(Duration delay, Object message);

  /**
   * As {@link #sendSelf}, again and again, the first time after one period; ends with the channel.
   */
  Time.Timer sendSelfEvery(Duration period, Object message);

  /**
   * Subscribes this channel to a further topic: its broadcasts come to {@link Channel#handleInfo}
   * as {@link dev.anqa.pubsub.Broadcast}s. Ends with the channel.
   */
  Subscription subscribe(String topic);

  /**
   * Has something run when the channel has ended, whatever ended it, a kill and a refused join
   * included. It runs on the channel's thread, behind {@link Channel#terminate}.
   *
   * @param resource what is to end with the channel; compared by identity, and asked again for the
   *     same resource, the task replaces the one before
   * @return false if the channel has ended already, and the task will not run
   */
  boolean onEnd(Object resource, Runnable task);

  /** Stops the channel when the present callback returns, or after what waits in its mailbox. */
  void stop(StopReason reason);

  /** Tells telemetry of a message that {@link Channel#handleInfo} does not handle, and drops it. */
  void unhandled(Object message);
}
