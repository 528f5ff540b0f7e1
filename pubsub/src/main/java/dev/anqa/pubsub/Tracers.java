package dev.anqa.pubsub;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Those who trace a {@link PubSub}; nobody, as a rule. Any thread may call. */
final class Tracers {
  /** What {@link #begin} says if nobody wants to know. */
  static final long NOBODY = Long.MIN_VALUE;

  private final CopyOnWriteArrayList<PubSubTracer> all = new CopyOnWriteArrayList<>();

  void add(PubSubTracer tracer) {
    all.add(tracer);
  }

  void remove(PubSubTracer tracer) {
    all.remove(tracer);
  }

  void subscribed(Subscription subscription) {
    for (PubSubTracer tracer : all) {
      if (tracer.wants()) {
        tracer.subscribed(subscription);
      }
    }
  }

  void unsubscribed(Subscription subscription) {
    for (PubSubTracer tracer : all) {
      if (tracer.wants()) {
        tracer.unsubscribed(subscription);
      }
    }
  }

  /** Begins to measure a broadcast; {@link #NOBODY} if nobody wants to know. */
  long begin() {
    for (PubSubTracer tracer : all) {
      if (tracer.wants()) {
        return tracer.nanos();
      }
    }
    return NOBODY;
  }

  /**
   * Shows a broadcast.
   *
   * @param start what {@link #begin} said, which was not {@link #NOBODY}
   */
  void broadcast(
      Broadcast broadcast,
      @Nullable Subscriber from,
      boolean received,
      BroadcastResult result,
      int subscribers,
      long start) {
    for (PubSubTracer tracer : all) {
      if (tracer.wants()) {
        Duration duration = Duration.ofNanos(tracer.nanos() - start);
        tracer.broadcast(broadcast, from, received, result, subscribers, duration);
      }
    }
  }
}
