package dev.anqa.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the pushes and broadcasts of a channel whose client does not read them, chosen by
 * route with {@code SocketHandler.whenSlow}.
 *
 * <p>A policy acts only for a client that has not taken what it was sent: what can still be dropped
 * is then held back for it, in order, up to the pending bytes that its transport allows. Replies
 * are never dropped; those to heartbeats and joins overtake what is held back. If even without what
 * may be dropped there is too much, the connection is closed with 1013. How much was dropped, an
 * event tells ({@code TelemetryEvent.FramesDropped}).
 *
 * <p>On long-poll, a client has not taken what was sent since its last poll. On transports from
 * elsewhere that do not say otherwise, each policy does what {@link Close} does.
 */
public sealed interface SlowPolicy {
  /** Closes the connection with 1013 when there is too much; the default. */
  record Close() implements SlowPolicy {}

  /** Keeps what waits, and drops what is new when there is too much. */
  record DropNewest() implements SlowPolicy {}

  /** Drops what has waited longest when there is too much. */
  record DropOldest() implements SlowPolicy {}

  /**
   * Drops what is replaced by something newer with the same topic, event and key; and what has
   * waited longest, when there is too much nevertheless.
   *
   * @param field of the payload, an object, whose value is the key; null if the event alone is
   */
  record Conflate(@Nullable String field) implements SlowPolicy {}

  /** Closes the connection with 1013 when there is too much; the default. */
  static SlowPolicy close() {
    return new Close();
  }

  /** For streams of which the beginning matters: drops what is new when there is too much. */
  static SlowPolicy dropNewest() {
    return new DropNewest();
  }

  /** For streams of which the end matters: drops what is old when there is too much. */
  static SlowPolicy dropOldest() {
    return new DropOldest();
  }

  /** For states of which the last matters: of each event, keeps the latest. */
  static SlowPolicy conflate() {
    return new Conflate(null);
  }

  /**
   * For many states of which the last matters: of each event, keeps the latest for each value of a
   * field of its payload, such as {@code symbol}.
   */
  static SlowPolicy conflateBy(String field) {
    return new Conflate(Objects.requireNonNull(field, "field"));
  }
}
