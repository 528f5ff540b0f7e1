package dev.anqa.serializer;

import dev.anqa.pubsub.Payload;

/** What a client sent, decoded as far as routing needs. */
public sealed interface Message {
  /** The ref of the join this belongs to; {@link Ref#NULL} outside a channel or when left out. */
  Ref joinRef();

  /** The client's ref for this message, echoed in the reply. */
  Ref ref();

  /** Such as {@code new_msg}; an event that is no string is given as its JSON text. */
  String event();

  /**
   * A message for a topic; {@code Phoenix.Socket.Message}.
   *
   * @param topic such as {@code room:lobby}
   * @param payload not parsed yet, but known to be well-formed
   */
  record Routed(Ref joinRef, Ref ref, String topic, String event, Payload payload)
      implements Message {}

  /**
   * A message whose topic is a number, a boolean, null or an array: no route matches it, and the
   * reply echoes it.
   */
  record Unroutable(Ref joinRef, Ref ref, Ref topic, String event) implements Message {}
}
