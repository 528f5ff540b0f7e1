package dev.anqa.pubsub;

/**
 * The share of the subscriptions that one thread serves; made by {@link PubSub#addPartition}.
 *
 * <p>A broadcast is one task for each partition that has subscribers of its topic, however many
 * these are. Lists of subscribers are touched on the partition's thread only, so that no lock is
 * ever held while somebody is served.
 */
public final class Partition {
  final int index;
  final SerialExecutor thread;

  Partition(int index, SerialExecutor thread) {
    this.index = index;
    this.thread = thread;
  }

  /** Runs now if the caller is on the partition's thread, else as its next task. */
  void run(Runnable task) {
    if (thread.inThread()) {
      task.run();
    } else {
      thread.execute(task);
    }
  }
}
