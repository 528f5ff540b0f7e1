package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What a {@link PubSub} counts. */
final class PubSubCountsTest {
  private static final Broadcast HELLO = new Broadcast("room:1", "hello", Payload.empty());

  private final MemoryCluster cluster = new MemoryCluster();
  private final PubSub pubsub = node("a");
  private final PubSub other = node("b");
  private final HandThread thread = new HandThread();
  private final Partition partition = pubsub.addPartition(thread);

  private PubSub node(String name) {
    return PubSub.builder().adapter(cluster.adapter(name)).executor(Runnable::run).build();
  }

  @Test
  void countsBroadcastsByWhereTheyBegan() {
    pubsub.broadcast(HELLO);
    pubsub.localBroadcast(HELLO);
    other.broadcast(HELLO);

    assertThat(pubsub.counts().broadcasts()).isEqualTo(2);
    assertThat(pubsub.counts().received()).isEqualTo(1);
    assertThat(other.counts().broadcasts()).isEqualTo(1);
    assertThat(other.counts().received()).isEqualTo(1);
  }

  @Test
  void countsWhatIsDeliveredToEach() {
    pubsub.subscribe("room:1", 10, _ -> {});
    pubsub.subscribe("room:1", new Recorder(), partition);
    pubsub.subscribe("room:1", new Recorder(), partition);
    thread.run();

    pubsub.broadcast(HELLO);
    pubsub.broadcast(HELLO);
    thread.run(); // Both in one batch.
    pubsub.broadcast(new Broadcast("room:2", "hello", Payload.empty()));

    assertThat(pubsub.counts().deliveries()).isEqualTo(6);
  }

  @Test
  void countsTheSubscriptionsThatThereAre() {
    Subscription first = pubsub.subscribe("room:1", 10, _ -> {});
    pubsub.subscribe("room:1", 10, _ -> {});
    pubsub.subscribe("room:2", 10, _ -> {});
    assertThat(pubsub.counts().subscriptions()).isEqualTo(3);
    assertThat(pubsub.topicCount()).isEqualTo(2);

    first.close();
    first.close();
    assertThat(pubsub.counts().subscriptions()).isEqualTo(2);

    thread.refuseAll(true);
    assertThatThrownBy(() -> pubsub.subscribe("room:3", new Recorder(), partition))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(pubsub.counts().subscriptions()).isEqualTo(2);
    assertThat(pubsub.topicCount()).isEqualTo(2);
  }
}
