package dev.anqa.channel;

import dev.anqa.pubsub.Payload;
import java.util.Map;
import java.util.Set;

/**
 * One client's membership of one topic; {@code Phoenix.Channel}.
 *
 * <p>There is one instance for each join. Its callbacks are called one at a time, on a virtual
 * thread, so that fields need no lock and a callback may block without harming anybody else. What
 * one throws ends this channel alone: its client sees {@code phx_error} and may join again.
 *
 * <p>Ports {@code lib/phoenix/channel.ex}. Differs in: state is fields, so callbacks return no
 * socket; {@code handle_call} and {@code handle_cast} are method calls in Java; a payload that does
 * not fit its type is answered with an error instead of a crash.
 */
public interface Channel {
  /**
   * Decides whether the client may join. Pushing and broadcasting is not possible in here; send
   * yourself a message with {@link ChannelSocket#sendSelf} and do it in {@link #handleInfo}.
   *
   * @param topic the topic as the client gave it
   * @param params the payload of the join
   */
  JoinResult join(String topic, Payload params, ChannelSocket socket) throws Exception;

  /**
   * Handles a message of the client.
   *
   * @param event such as {@code new_msg}
   * @throws UnhandledEventException by default: a channel that gets an event it does not know
   *     crashes, as in Phoenix
   */
  default HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    throw new UnhandledEventException(getClass(), event);
  }

  /**
   * Handles a broadcast on the channel's own topic whose event is in {@link #intercepts}, instead
   * of it going to the client directly; usually pushes something of its own.
   */
  default void handleOut(String event, Payload payload, ChannelSocket socket) throws Exception {
    throw new UnhandledEventException(getClass(), event);
  }

  /**
   * Handles a message that the channel sent itself, that other code sent through {@link
   * ChannelSocket#sendSelf}, or a {@link dev.anqa.pubsub.Broadcast} on a further topic that it
   * subscribed to. By default it is dropped, with a telemetry event.
   */
  default void handleInfo(Object message, ChannelSocket socket) throws Exception {
    socket.unhandled(message);
  }

  /**
   * Called at the end, whatever ended it, except a duplicate join or a kill.
   *
   * <p>What it pushes still goes out: behind {@code phx_close} when the end was orderly, before
   * {@code phx_error} when it was not.
   */
  default void terminate(StopReason reason, ChannelSocket socket) throws Exception {}

  /**
   * What those may see who look into the running node: a map, a record, or whatever else the
   * endpoint's JSON writes; an empty map by default.
   *
   * <p>Called when somebody asks, between messages like the other callbacks; it should not wait for
   * anything. Values under secret names, such as {@code token}, are filtered; leave out what else
   * is nobody's business. What it throws ends nothing.
   */
  default Object inspect(ChannelSocket socket) throws Exception {
    return Map.of();
  }

  /** The events for {@link #handleOut}; asked once, after the join. None by default. */
  default Set<String> intercepts() {
    return Set.of();
  }
}
