package dev.anqa.pubsub;

import org.jspecify.annotations.Nullable;

/** Somebody who gets the broadcasts of a topic. */
public interface Subscriber {
  /**
   * Takes the next broadcasts of one topic, in order.
   *
   * <p>Called on the thread of the partition that the subscription belongs to; must not block and
   * must not throw. It may subscribe and close subscriptions, its own too: who is new gets nothing
   * of this batch, and who is gone, nothing more.
   */
  void deliver(Batch batch);

  /**
   * What {@link Batch#encoded} is asked for, the same at each call; null for a subscriber that
   * reads broadcasts bare.
   */
  default @Nullable Format format() {
    return null;
  }
}
