package dev.anqa.pubsub;

import org.jspecify.annotations.Nullable;

/** Somebody who gets the broadcasts of a topic. */
public interface Subscriber {
  /**
   * Takes the next broadcasts of one topic, in order.
   *
   * <p>Called on the thread of the partition that the subscription belongs to; must not block, must
   * not throw, and must not (un)subscribe on that thread while it runs.
   */
  void deliver(Batch batch);

  /** What {@link Batch#encoded} is asked for; null for a subscriber that reads broadcasts bare. */
  default @Nullable Format format() {
    return null;
  }
}
