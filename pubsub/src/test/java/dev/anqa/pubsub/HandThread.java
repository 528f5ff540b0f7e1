package dev.anqa.pubsub;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/**
 * A thread that a test runs by hand, so that it says what happens before what. A batch absorbs
 * those of its topic that wait behind it, as on an event loop.
 */
final class HandThread implements SerialExecutor {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final int capacity;
  private boolean inThread;
  private boolean refusing;

  HandThread() {
    this(Integer.MAX_VALUE);
  }

  /** Takes so many batches, and everything else. */
  HandThread(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public boolean inThread() {
    return inThread;
  }

  @Override
  public void execute(Runnable task) {
    if (refusing || task instanceof Batch && tasks.size() >= capacity) {
      throw new RejectedExecutionException("the queue is full");
    }
    tasks.add(task);
  }

  /** Whether everything is refused from now on. */
  void refuseAll(boolean refusing) {
    this.refusing = refusing;
  }

  /** Runs a task in this thread at once. */
  void in(Runnable task) {
    inThread = true;
    try {
      task.run();
    } finally {
      inThread = false;
    }
  }

  /** Runs all that waits, and what that brings; the number of tasks run. */
  int run() {
    int count = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      while (task instanceof Batch batch && batch.absorb(tasks.peek())) {
        tasks.poll();
      }
      in(task);
      count++;
    }
    return count;
  }
}
