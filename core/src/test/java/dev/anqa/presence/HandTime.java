package dev.anqa.presence;

import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when the test says so, on the test's thread. */
final class HandTime implements Time {
  private record Due(long nanos, Runnable task) {}

  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
  private long now;

  void pass(Duration duration) {
    long end = now + duration.toNanos();
    while (!timers.isEmpty() && timers.element().nanos <= end) {
      Due due = timers.remove();
      now = due.nanos;
      due.task.run();
    }
    now = end;
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(now);
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Due due = new Due(now + delay.toNanos(), task);
    timers.add(due);
    return () -> timers.remove(due);
  }
}
