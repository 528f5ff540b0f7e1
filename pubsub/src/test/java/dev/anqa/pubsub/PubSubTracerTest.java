package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody sees who traces. */
final class PubSubTracerTest {
  private static final Broadcast HELLO = new Broadcast("room:1", "hello", Payload.empty());

  private final MemoryCluster cluster = new MemoryCluster();
  private final PubSub pubsub =
      PubSub.builder().adapter(cluster.adapter("a")).executor(Runnable::run).build();
  private final List<String> seen = new ArrayList<>();
  private boolean wants = true;

  /** Whose clock stands still, at zero. */
  private final class Watcher implements PubSubTracer {
    @Override
    public boolean wants() {
      return wants;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void subscribed(Subscription subscription) {
      seen.add("subscribed " + subscription.topic());
    }

    @Override
    public void unsubscribed(Subscription subscription) {
      seen.add("unsubscribed " + subscription.topic());
    }

    @Override
    public void broadcast(
        Broadcast broadcast,
        @Nullable Subscriber from,
        boolean received,
        BroadcastResult result,
        int subscribers,
        Duration duration) {
      seen.add(
          "%s%s to %d%s %s"
              .formatted(
                  received ? "received " : "",
                  broadcast.event(),
                  subscribers,
                  from == null ? "" : " but one",
                  result.getClass().getSimpleName()));
    }
  }

  @AfterEach
  void close() {
    pubsub.close();
  }

  @Test
  void seesSubscriptionsAndBroadcasts() {
    pubsub.trace(new Watcher());

    Subscription subscription = pubsub.subscribe("room:1", 10, _ -> {});
    pubsub.broadcast(HELLO);
    pubsub.localBroadcastFrom(subscription.subscriber(), HELLO);
    subscription.close();
    pubsub.localBroadcast(HELLO);

    assertThat(seen)
        .containsExactly(
            "subscribed room:1",
            "hello to 1 Ok",
            "hello to 1 but one Ok",
            "unsubscribed room:1",
            "hello to 0 Ok");
  }

  @Test
  void seesWhatComesFromOtherNodes() {
    pubsub.trace(new Watcher());
    try (PubSub other = PubSub.builder().adapter(cluster.adapter("b")).build()) {
      other.broadcast(HELLO);
    }

    assertThat(seen).containsExactly("received hello to 0 Ok");
  }

  @Test
  void seesNothingUnlessHeWants() {
    Watcher watcher = new Watcher();
    pubsub.trace(watcher);
    wants = false;
    pubsub.subscribe("room:1", 10, _ -> {});
    pubsub.broadcast(HELLO);
    wants = true;
    pubsub.untrace(watcher);
    pubsub.broadcast(HELLO);

    assertThat(seen).isEmpty();
  }
}
