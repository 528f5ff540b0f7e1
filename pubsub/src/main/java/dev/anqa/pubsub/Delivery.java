package dev.anqa.pubsub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast on its way, with what its subscribers share: its forms, made on the thread that
 * broadcasts and read on those of the partitions.
 */
final class Delivery {
  final Broadcast broadcast;
  final @Nullable Subscriber from; // Null: nobody is left out.
  private final Format[] formats;
  private final List<Encoded> forms; // As many as formats.

  /**
   * Encodes the broadcast for each format.
   *
   * @throws IllegalArgumentException if one of them cannot express it
   */
  Delivery(Broadcast broadcast, @Nullable Subscriber from, Format[] formats) {
    this.broadcast = broadcast;
    this.from = from;
    this.formats = formats;
    this.forms = new ArrayList<>(formats.length);
    for (Format format : formats) {
      forms.add(format.encode(broadcast));
    }
  }

  /** The form; made now if the format's first subscriber came after the broadcast began. */
  Encoded encoded(Format format) {
    for (int i = 0; i < formats.length; i++) {
      if (formats[i] == format) {
        return forms.get(i);
      }
    }
    return format.encode(broadcast);
  }
}
