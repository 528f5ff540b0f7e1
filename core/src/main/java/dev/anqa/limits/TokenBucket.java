package dev.anqa.limits;

import dev.anqa.pubsub.Time;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often something happened lately, against a limit of so many a second: as many may come at
 * once, and then one whenever a place is free again. One thread at a time uses it.
 *
 * <p>Own code, as one number is all its state and one is kept for each connection and address: the
 * generic cell rate algorithm, which remembers when the bucket will be full again.
 */
public final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** When all places will be free, in {@code Time.nanos}; before that moment, some are taken. */
  private long freeNanos;

  /**
   * One with all places free.
   *
   * @param nanos the time now
   */
  public TokenBucket(long nanos) {
    this.freeNanos = nanos;
  }

  /**
   * Takes a place; false if the limit refuses that.
   *
   * @param limit how many a second
   * @param subject whose bucket this is; see {@link Limit#allows}
   */
  public boolean take(Limit limit, Time time, @Nullable Object subject) {
    Cap cap = limit.cap();
    if (cap.mode() == LimitMode.OFF) {
      return true; // Without asking for the time.
    }
    long taken = occupy(cap, time.nanos());
    return limit.allows(taken, taken + 1, subject);
  }

  /** Takes a place if there is one, telling nobody; how many were taken before. */
  long occupy(Cap cap, long nanos) {
    if (cap.mode() == LimitMode.OFF) {
      return 0;
    }
    long interval = Math.max(1, SECOND / cap.maximum());
    long busy = Math.max(0, freeNanos - nanos);
    long taken = Math.ceilDiv(busy, interval);
    if (taken < cap.maximum()) {
      freeNanos = nanos + busy + interval;
    }
    return taken;
  }

  /** Whether all places are free. */
  boolean isFree(long nanos) {
    return freeNanos - nanos <= 0;
  }
}
