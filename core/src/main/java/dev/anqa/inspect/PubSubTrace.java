package dev.anqa.inspect;

import dev.anqa.channel.ChannelServer;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.PubSubTracer;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.pubsub.Subscription;
import dev.anqa.pubsub.Survey;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TraceEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells those who trace an endpoint what goes through its topics. */
final class PubSubTrace implements PubSubTracer {
  private final Telemetry telemetry;
  private final Time time;

  PubSubTrace(Telemetry telemetry, Time time) {
    this.telemetry = telemetry;
    this.time = time;
  }

  @Override
  public boolean wants() {
    return telemetry.traced();
  }

  @Override
  public long nanos() {
    return time.nanos();
  }

  /** What nodes ask each other is no event of the application; a trace would trace itself. */
  private static boolean isOwn(String topic) {
    return topic.startsWith(Survey.TOPIC_PREFIX);
  }

  @Override
  public void subscribed(Subscription subscription) {
    if (isOwn(subscription.topic())) {
      return;
    }
    Subscriber subscriber = subscription.subscriber();
    telemetry.trace(
        new TraceEvent.Subscribed(subscription.topic(), source(subscriber), name(subscriber)));
  }

  @Override
  public void unsubscribed(Subscription subscription) {
    if (isOwn(subscription.topic())) {
      return;
    }
    Subscriber subscriber = subscription.subscriber();
    telemetry.trace(
        new TraceEvent.Unsubscribed(subscription.topic(), source(subscriber), name(subscriber)));
  }

  @Override
  public void broadcast(
      Broadcast broadcast,
      @Nullable Subscriber from,
      boolean received,
      BroadcastResult result,
      int subscribers,
      Duration duration) {
    if (isOwn(broadcast.topic())) {
      return;
    }
    String what =
        switch (result) {
          case BroadcastResult.Ok _ -> received ? "received" : "ok";
          case BroadcastResult.LocalOnly(String reason) -> "local only: " + reason;
          case BroadcastResult.Failed(String reason) -> "failed: " + reason;
        };
    telemetry.trace(
        new TraceEvent.Broadcasted(
            broadcast.topic(),
            source(from),
            broadcast.event(),
            broadcast.payload(),
            what,
            subscribers,
            duration));
  }

  private static @Nullable ChannelSource source(@Nullable Subscriber subscriber) {
    return subscriber instanceof ChannelServer channel ? channel.source() : null;
  }

  private static String name(Subscriber subscriber) {
    return subscriber.getClass().getSimpleName();
  }
}
