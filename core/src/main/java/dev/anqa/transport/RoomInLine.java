package dev.anqa.transport;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The wait of a channel's thread until a loop has taken what was sent before, at most a second:
 * what is new matters more to most policies than what is old.
 */
final class RoomInLine {
  private static final long WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int WAITS = 10_000;

  private RoomInLine() {}

  /**
   * Whether there is room, perhaps after a while.
   *
   * @param over whether nobody needs it any more
   */
  static boolean await(BooleanSupplier room, BooleanSupplier over) {
    for (int i = 0; !room.getAsBoolean() && i < WAITS; i++) {
      if (over.getAsBoolean() || Thread.currentThread() instanceof FastThreadLocalThread) {
        return false; // A loop that waits for another would stand still.
      }
      LockSupport.parkNanos(WAIT_NANOS);
    }
    return room.getAsBoolean();
  }
}
