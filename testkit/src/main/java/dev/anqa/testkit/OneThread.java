package dev.anqa.testkit;

import dev.anqa.pubsub.SerialExecutor;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a test in all the parts that a node has threads for: it is the event loop, and it
 * runs the callbacks. Nothing runs until the test says so. Any thread may hand tasks over.
 */
final class OneThread implements SerialExecutor {
  /** Callbacks and tasks of the loop without coming to rest; each may be a full mailbox. */
  private static final int MAX_TURNS = 20_000;

  private final ConcurrentLinkedQueue<Runnable> loop = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Runnable> callbacks = new ConcurrentLinkedQueue<>();

  /** A permit for each task handed over since the last look. */
  private final Semaphore arrived = new Semaphore(0);

  /** Who runs tasks; null while nobody does. */
  private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();

  /** Who is in a task of the loop; null outside of them. Others compare it with themselves. */
  private volatile @Nullable Thread looping;

  @Override
  public boolean inThread() {
    return looping == Thread.currentThread();
  }

  @Override
  public void execute(Runnable task) {
    loop.add(task);
    arrived.release();
  }

  /** Runs the application's callbacks, when the loop has nothing to do. */
  Executor callbacks() {
    return task -> {
      callbacks.add(task);
      arrived.release();
    };
  }

  /**
   * Runs whatever waits, until nothing does. Called from inside of it, does nothing, as the call
   * outside goes on.
   */
  void settle() {
    if (!runner.compareAndSet(null, Thread.currentThread())) {
      return;
    }
    try {
      arrived.drainPermits();
      for (int turns = 0; runOne(); turns++) {
        if (turns == MAX_TURNS) {
          throw new AssertionError(
              """
              The node does not come to rest: something waited to be run %,d times in a row.
              Does a channel send itself a message each time it handles one? Give it a delay:

                  socket.sendSelfAfter(Duration.ofSeconds(1), message);\
              """
                  .formatted(MAX_TURNS));
        }
      }
    } finally {
      runner.set(null);
    }
  }

  private boolean runOne() {
    Runnable task = loop.poll();
    if (task != null) {
      looping = Thread.currentThread();
      try {
        task.run();
      } finally {
        looping = null;
      }
      return true;
    }
    Runnable callback = callbacks.poll();
    if (callback == null) {
      return false;
    }
    callback.run();
    return true;
  }

  /**
   * Settles until something is there, for what other threads of the application still do.
   *
   * @param nanos how long to wait for them, in real time
   * @return null if it is not there after that
   */
  <T> @Nullable T await(Supplier<? extends @Nullable T> look, long nanos)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      settle();
      T found = look.get();
      if (found != null) {
        return found;
      }
      long left = nanos - (System.nanoTime() - start);
      if (!arrived.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        return null;
      }
    }
  }
}
