package dev.anqa.inspect;

import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Remembers the last closings, and for how many there is room. Any thread may call. */
final class Closings implements TelemetryListener {
  /** How many are remembered. */
  static final int CAPACITY = 1_024;

  /**
   * A closing and its place in the order.
   *
   * @param number 1 for the first ever
   */
  record Numbered(long number, Closing closing) {}

  private final Time time;
  private final AtomicLong count = new AtomicLong();

  /** The closing of a number is at that number modulo the capacity; null until there is one. */
  private final AtomicReferenceArray<@Nullable Numbered> ring =
      new AtomicReferenceArray<>(CAPACITY);

  Closings(Time time) {
    this.time = time;
  }

  @Override
  public boolean wants(Class<? extends TelemetryEvent> kind) {
    return kind == TelemetryEvent.SocketClosed.class;
  }

  @Override
  public void handle(TelemetryEvent event) {
    if (event instanceof TelemetryEvent.SocketClosed it) {
      long number = count.incrementAndGet();
      Closing closing = new Closing(it.source(), it.code(), it.reason(), time.now(), it.duration());
      ring.set((int) (number % CAPACITY), new Numbered(number, closing));
    }
  }

  /**
   * The last ones, the newest first.
   *
   * @param before below this number; 0 for all
   */
  List<Numbered> before(long before) {
    long newest = before > 0 ? before - 1 : count.get();
    List<Numbered> all = new ArrayList<>();
    for (long i = newest; i > 0 && i > newest - CAPACITY; i--) {
      Numbered each = ring.get((int) (i % CAPACITY));
      if (each != null && each.number == i) { // Else it is overwritten, or not written yet.
        all.add(each);
      }
    }
    return all;
  }
}
