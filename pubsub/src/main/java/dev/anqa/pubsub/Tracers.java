package dev.anqa.pubsub;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Those who trace a {@link PubSub}; nobody, as a rule. Any thread may call. */
final class Tracers {
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

  /** Begins to measure a broadcast; 0 if nobody wants to know. */
  long begin() {
    for (PubSubTracer tracer : all) {
      if (tracer.wants()) {
        return tracer.nanos();
      }
    }
    return 0;
  }

  /**
   * Shows a broadcast.
   *
   * @param start what {@link #begin} said, which was not 0
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
