package dev.anqa.testkit;

import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Time that passes when the test lets it. Any thread may ask and set timers. */
final class VirtualTime implements Time {
  private record Due(long nanos, long number, Runnable task) {}

  private final Instant start;

  // Guarded by this, which is held for no longer than an entry takes.

  /** Two for the same moment run in the order in which they were set. */
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::number));

  private long now;
  private long set;

  VirtualTime(Instant start) {
    this.start = start;
  }

  @Override
  public Instant now() {
    return start.plusNanos(nanos());
  }

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Timer after(Duration delay, Runnable task) {
    Due due = new Due(now + Math.max(0, delay.toNanos()), set++, task);
    timers.add(due);
    return () -> cancel(due);
  }

  private synchronized void cancel(Due due) {
    timers.remove(due);
  }

  /** How long until the next timer; empty if there is none. */
  synchronized Optional<Duration> untilNext() {
    Due next = timers.peek();
    return next == null ? Optional.empty() : Optional.of(Duration.ofNanos(next.nanos - now));
  }

  /**
   * Lets time pass, and runs each timer at its moment.
   *
   * @param settle runs what a timer brought about
   */
  void advance(Duration duration, Runnable settle) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: >= 0)");
    }
    settle.run();
    long end = nanos() + duration.toNanos();
    for (Due due = next(end); due != null; due = next(end)) {
      due.task.run();
      settle.run();
    }
  }

  /** Goes to the next timer and takes it out; to the end if none is due before. */
  private synchronized @Nullable Due next(long end) {
    Due due = timers.peek();
    if (due == null || due.nanos > end) {
      now = end;
      return null;
    }
    now = due.nanos;
    return timers.poll();
  }
}
