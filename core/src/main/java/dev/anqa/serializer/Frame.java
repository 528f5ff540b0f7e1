package dev.anqa.serializer;

import dev.anqa.pubsub.Encoded;
import java.util.List;

/**
 * What a transport carries as one unit. The arrays are handed over, not copied: nobody changes them
 * any more.
 */
public sealed interface Frame extends Encoded {
  /** A text frame; valid UTF-8. */
  record Text(byte[] bytes) implements Frame {}

  /** A binary frame. */
  record Binary(byte[] bytes) implements Frame {}

  /** A ping of at most 125 bytes; only WebSockets carry it. */
  record Ping(byte[] bytes) implements Frame {}

  /** A pong of at most 125 bytes; only WebSockets carry it. */
  record Pong(byte[] bytes) implements Frame {}

  /** Frames that leave in a row, shared by many clients; none of them is itself of this kind. */
  record Several(List<Frame> frames) implements Frame {}
}
