package dev.anqa.limits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for the clients of a node that do not read, in bytes. A frame that many share counts
 * for each of them. Any thread may call.
 */
public final class PendingBytes {
  private final Limit limit;
  private final AtomicLong sum = new AtomicLong();

  PendingBytes(Limits limits, Cap cap) {
    this.limit =
        limits.add("pending bytes of all connections", "LimitOptions.pendingBytes", cap, sum::get);
  }

  /** Adds what came for a connection, or with a negative sign what left it or was given up. */
  public void add(long bytes) {
    sum.getAndAdd(bytes);
  }

  /**
   * Whether clients that do not read are given no more room. Tells of it.
   *
   * @param before what was pending for the connection that asks, which counts already
   * @param after what is
   */
  public boolean areTooMany(long before, long after) {
    long now = sum.get();
    return !limit.allows(now - (after - before), now, null);
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
