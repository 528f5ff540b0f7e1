package dev.anqa.conformance.hostile;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The most memory beside the heap that Netty's allocator, the one of all servers of this JVM, has
 * taken from the system while it is watched, by a thread of its own.
 */
final class DirectMemory implements AutoCloseable {
  private static final long EVERY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final long before = used();
  private final Thread watch = Thread.ofPlatform().name("attacker-watch").unstarted(this::watch);

  private volatile long most = before;
  private volatile boolean over;

  DirectMemory() {
    watch.start();
  }

  private void watch() {
    while (!over) {
      most = Math.max(most, used());
      LockSupport.parkNanos(EVERY_NANOS);
    }
  }

  private static long used() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  /** How much more than at the beginning it was at most. */
  long mostSinceBefore() {
    return Math.max(most, used()) - before;
  }

  @Override
  public void close() {
    over = true;
  }
}
