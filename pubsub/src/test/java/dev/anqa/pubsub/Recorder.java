package dev.anqa.pubsub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subscriber that keeps what it gets. */
final class Recorder implements Subscriber {
  private final @Nullable Format format; // Null for one that reads broadcasts bare.
  final List<Broadcast> got = new ArrayList<>();
  final List<Encoded> encoded = new ArrayList<>();
  int deliveries;

  Recorder() {
    this(null);
  }

  Recorder(@Nullable Format format) {
    this.format = format;
  }

  @Override
  public @Nullable Format format() {
    return format;
  }

  @Override
  public void deliver(Batch batch) {
    deliveries++;
    boolean all = true;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.from(i) == this) {
        all = false;
      } else {
        got.add(batch.broadcast(i));
      }
    }
    if (format != null && all) {
      encoded.add(batch.encoded(format));
    } else if (format != null) {
      for (int i = 0; i < batch.size(); i++) {
        if (batch.from(i) != this) {
          encoded.add(batch.encoded(i, format));
        }
      }
    }
  }
}
