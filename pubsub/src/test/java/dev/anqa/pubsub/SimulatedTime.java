package dev.anqa.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;

/** Time that passes when the test says so; whatever is due runs on the test's thread. */
public final class SimulatedTime implements Time {
  private record Task(long at, long number, Runnable action) {}

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));

  private long nanos;
  private long numbers;

  @Override
  public Instant now() {
    return START.plusNanos(nanos);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    Task task = new Task(nanos + delay.toNanos(), numbers++, action);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** Lets time pass. */
  public void advance(Duration duration) {
    long until = nanos + duration.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at <= until) {
      Task task = Objects.requireNonNull(tasks.poll());
      nanos = task.at;
      task.action.run();
    }
    nanos = until;
  }
}
