package dev.anqa.pubsub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is shown all that goes through a {@link PubSub}, while he wants; see {@link
 * PubSub#trace}. Called on the threads on which it happens, event loops included: it must be quick
 * and must not block or throw.
 */
public interface PubSubTracer {
  /** Whether he wants to be shown anything now; asked each time. */
  boolean wants();

  /** Nanoseconds since some fixed moment, to measure a broadcast with. */
  long nanos();

  /** A subscription began. */
  void subscribed(Subscription subscription);

  /** A subscription ended. */
  void unsubscribed(Subscription subscription);

  /**
   * A broadcast was handed on.
   *
   * @param from who is left out; null for nobody
   * @param received whether it came from another node
   * @param subscribers how many the topic has on this node
   * @param duration of handing it on
   */
  void broadcast(
      Broadcast broadcast,
      @Nullable Subscriber from,
      boolean received,
      BroadcastResult result,
      int subscribers,
      Duration duration);
}
