package dev.anqa.limits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for the clients of a node that do not read, in bytes. A frame that many share counts
 * for each of them. Any thread may call.
 */
public final class PendingBytes {
  /** What a client that does not read is left with when there is too much for all of them. */
  private static final long SCARCE_ROOM = 64 * 1024;

  private final Limit limit;
  private final AtomicLong sum = new AtomicLong();

  PendingBytes(Limits limits, Cap cap) {
    this.limit =
        limits.add("pending bytes of all connections", "LimitOptions.pendingBytes", cap, sum::get);
  }

  /**
   * Something else is pending for a connection. Tells when the limit is near, or where it is only
   * observed, and then counts once that the connection would have no room; of what is refused,
   * {@link #refused} tells.
   *
   * @param before what was pending for it
   * @param after what is
   */
  public void changed(long before, long after) {
    long now = sum.addAndGet(after - before);
    long sumBefore = now - (after - before);
    Cap cap = limit.cap();
    boolean counted = before > SCARCE_ROOM && sumBefore > cap.maximum();
    if (after > before && after > SCARCE_ROOM && !counted) {
      var _ = limit.allows(sumBefore, Math.min(now, cap.enforced()), null);
    }
  }

  /**
   * How much may be pending for a connection, as far as all together go. Tells nobody.
   *
   * @param pending what is pending for it
   */
  public long room(long pending) {
    boolean scarce = pending > SCARCE_ROOM && sum.get() > limit.cap().enforced();
    return scarce ? SCARCE_ROOM : Long.MAX_VALUE;
  }

  /** A frame found no room because of the others: counts that, and tells. */
  public void refused() {
    long now = sum.get();
    var _ = limit.allows(now, now, null);
  }

  /** What those are told who have no room because of the others. */
  public LimitRefusal refusal() {
    return limit.refusal(sum.get());
  }

  /** How many they are. */
  public long sum() {
    return sum.get();
  }
}
