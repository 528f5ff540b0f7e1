package dev.anqa.limits;

import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until the test lets it pass, and timers that never end. */
public final class StillTime implements Time {
  private final AtomicLong now = new AtomicLong();

  /** Lets it pass. */
  public void pass(Duration duration) {
    now.addAndGet(duration.toNanos());
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(now.get());
  }

  @Override
  public long nanos() {
    return now.get();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return () -> {};
  }
}
