package dev.anqa.pubsub;

import java.util.concurrent.Executor;

/**
 * One thread that runs tasks in the order in which they were given: an event loop, or a {@link
 * Mailbox}.
 */
public interface SerialExecutor extends Executor {
  /** Whether the caller is already in a task of this executor. */
  boolean inThread();

  /**
   * Runs a task after all that were given before.
   *
   * <p>An implementation may let callers from other threads wait a moment when its queue is full.
   * It may ask a task that is a {@link Batch} to {@linkplain Batch#absorb absorb} the one queued
   * right behind it.
   *
   * @throws java.util.concurrent.RejectedExecutionException if its queue is full, or it has stopped
   */
  @Override
  void execute(Runnable task);
}
