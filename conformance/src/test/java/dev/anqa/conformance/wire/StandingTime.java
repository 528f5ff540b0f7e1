package dev.anqa.conformance.wire;

import dev.anqa.pubsub.SystemTime;
import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands, so that what was taken in a second is not given back; timers go on. */
final class StandingTime implements Time, AutoCloseable {
  private final SystemTime timers = new SystemTime("standing-time-timer");

  @Override
  public Instant now() {
    return timers.now();
  }

  @Override
  public long nanos() {
    return 0;
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return timers.after(delay, task);
  }

  @Override
  public void close() {
    timers.close();
  }
}
