package dev.anqa.pubsub;

import java.util.List;

/**
 * The form in which one kind of subscriber takes broadcasts, such as the frames of a serializer.
 *
 * <p>However many subscribers share a format, a broadcast is encoded once, on the thread that
 * broadcasts. Formats are compared by identity and may be called on many threads.
 */
public interface Format {
  /**
   * Encodes one broadcast.
   *
   * @throws IllegalArgumentException if this format cannot express it; the caller of {@link
   *     PubSub#broadcast} gets the exception and nobody the broadcast
   */
  Encoded encode(Broadcast broadcast);

  /** Makes one of several that {@link #encode} made, in their order; at least two. */
  Encoded join(List<Encoded> parts);
}
