package dev.anqa.limits;

import java.util.concurrent.TimeUnit;

/** What happened since it was last told; it is told at once, but not again within a second. */
final class Untold {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  // Guarded by this, which is held for no longer than a few instructions.

  private long count;
  private boolean toldBefore;
  private long toldNanos;

  /** Counts one; how many are to be told now, 0 for none. */
  synchronized long take(long nanos) {
    count++;
    if (toldBefore && nanos - toldNanos < PERIOD_NANOS) {
      return 0;
    }
    long due = count;
    count = 0;
    toldBefore = true;
    toldNanos = nanos;
    return due;
  }
}
