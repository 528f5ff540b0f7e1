package dev.anqa.pubsub;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A serial executor that borrows a thread while it has tasks. */
final class MailboxExecutor implements SerialExecutor {
  private final Mailbox<Runnable> mailbox;

  /** The thread that is in a task; null between tasks. Only compared with the current thread. */
  private volatile @Nullable Thread thread;

  MailboxExecutor(Executor executor, int capacity) {
    this.mailbox = new Mailbox<>(executor, capacity, this::run);
  }

  private void run(Runnable task) {
    thread = Thread.currentThread();
    try {
      task.run();
    } finally {
      thread = null;
    }
  }

  @Override
  public boolean inThread() {
    return thread == Thread.currentThread();
  }

  @Override
  public void execute(Runnable task) {
    if (!(task instanceof Batch)) {
      mailbox.force(task);
    } else if (!mailbox.offer(task)) {
      throw new RejectedExecutionException("the queue is full");
    }
  }
}
