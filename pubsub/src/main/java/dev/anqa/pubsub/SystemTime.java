package dev.anqa.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time of the machine, with one thread for all timers. */
public final class SystemTime implements Time, AutoCloseable {
  private final ScheduledThreadPoolExecutor timers;

  /**
   * Begins.
   *
   * @param threadName of the timers' thread, such as {@code anqa-timer}
   */
  public SystemTime(String threadName) {
    timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(threadName).daemon(true).factory());
    timers.setRemoveOnCancelPolicy(true); // A cancelled timer must not hold on to its channel.
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timers.setRejectedExecutionHandler((_, _) -> {}); // After the end nothing is due any more.
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    ScheduledFuture<?> future = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(/* mayInterruptIfRunning= */ false);
  }

  /** Ends all timers; those that were to come do not run. */
  @Override
  public void close() {
    timers.shutdownNow();
  }
}
