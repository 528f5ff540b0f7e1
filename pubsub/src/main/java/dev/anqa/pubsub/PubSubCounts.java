package dev.anqa.pubsub;

import java.util.concurrent.atomic.LongAdder;

/**
 * How much went through a {@link PubSub} since it was made. Any thread may read; what is read is
 * right or a moment old.
 */
public final class PubSubCounts {
  final LongAdder broadcasts = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder deliveries = new LongAdder();
  final LongAdder subscriptions = new LongAdder();

  PubSubCounts() {}

  /** Broadcasts that began on this node, those to this node alone included. */
  public long broadcasts() {
    return broadcasts.sum();
  }

  /** Broadcasts that came from other nodes. */
  public long received() {
    return received.sum();
  }

  /**
   * Broadcasts times the subscribers of this node that they were handed to, those included that
   * leave out one which they came from.
   */
  public long deliveries() {
    return deliveries.sum();
  }

  /** The subscriptions that there are now. */
  public long subscriptions() {
    return subscriptions.sum();
  }
}
