package dev.anqa.telemetry;

import dev.anqa.pubsub.Payload;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens with every message: told to a {@link TraceListener} only, and not even
 * made while there is none. What happens less often is a {@link TelemetryEvent}.
 *
 * <p>Payloads are as they are sent, secrets included: show them through a {@link ParamFilter}. Told
 * on the thread on which it happens: the channel's, for subscriptions the connection's, for
 * broadcasts the one that broadcasts.
 */
public sealed interface TraceEvent {
  /** The topic that it is about. */
  String topic();

  /** The channel that it is about; null if there is none. */
  @Nullable ChannelSource source();

  /**
   * Somebody subscribed to a topic.
   *
   * @param source the channel; null for a subscriber that is none
   * @param subscriber the simple name of its class
   */
  record Subscribed(String topic, @Nullable ChannelSource source, String subscriber)
      implements TraceEvent {}

  /** Somebody is no longer subscribed to a topic; as {@link Subscribed}. */
  record Unsubscribed(String topic, @Nullable ChannelSource source, String subscriber)
      implements TraceEvent {}

  /**
   * {@code join} returned.
   *
   * @param params what the client sent with the join
   * @param status of the reply: {@code ok} or {@code error}
   * @param reply what the client is told
   * @param duration of {@code join}
   */
  record Joined(
      ChannelSource source, Payload params, String status, Payload reply, Duration duration)
      implements TraceEvent {
    @Override
    public String topic() {
      return source.topic();
    }
  }

  /** The client leaves. */
  record Left(ChannelSource source) implements TraceEvent {
    @Override
    public String topic() {
      return source.topic();
    }
  }

  /**
   * {@code handleIn} returned.
   *
   * @param event the client's event
   * @param payload what the client sent with it
   * @param result {@code noreply}, {@code stop}, or the status of the reply
   * @param reply null without a reply
   * @param duration of {@code handleIn}
   */
  record HandledIn(
      ChannelSource source,
      String event,
      Payload payload,
      String result,
      @Nullable Payload reply,
      Duration duration)
      implements TraceEvent {
    @Override
    public String topic() {
      return source.topic();
    }
  }

  /** {@code handleOut} returned; it had the broadcast's event and payload. */
  record HandledOut(ChannelSource source, String event, Payload payload, Duration duration)
      implements TraceEvent {
    @Override
    public String topic() {
      return source.topic();
    }
  }

  /** The channel pushed an event to its client. */
  record Pushed(ChannelSource source, String event, Payload payload) implements TraceEvent {
    @Override
    public String topic() {
      return source.topic();
    }
  }

  /** The channel replied to a message of its client, now or later. */
  record Replied(ChannelSource source, String status, Payload payload) implements TraceEvent {
    @Override
    public String topic() {
      return source.topic();
    }
  }

  /**
   * A broadcast was handed to the subscribers of this node, and the other nodes.
   *
   * @param source the channel that is left out, as it sent it; null otherwise
   * @param result {@code ok}, {@code received} if it came from another node, or why it failed
   * @param subscribers how many the topic has on this node
   * @param duration of the call
   */
  record Broadcasted(
      String topic,
      @Nullable ChannelSource source,
      String event,
      Payload payload,
      String result,
      int subscribers,
      Duration duration)
      implements TraceEvent {}
}
