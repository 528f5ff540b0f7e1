package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Phoenix's {@code test/shared/pubsub_test.exs}, rows 196 to 201, and the registry below it. Rows
 * 202 to 204 and 206 are about dispatchers and pools, which are not here.
 */
final class PubSubTest {
  private static final Broadcast HELLO = new Broadcast("room:1", "hello", Payload.empty());
  private static final Broadcast AGAIN = new Broadcast("room:1", "again", Payload.empty());
  private static final Broadcast ELSEWHERE = new Broadcast("room:2", "hello", Payload.empty());
  private static final Broadcast UNFIT = new Broadcast("room:1", "unfit", Payload.empty());

  private final PubSub pubsub = PubSub.builder().executor(Runnable::run).build();
  private final HandThread thread = new HandThread();
  private final Partition partition = pubsub.addPartition(thread);
  private final List<PubSubEvent> events = new ArrayList<>();
  private final List<Broadcast> got = new ArrayList<>();

  @AfterEach
  void close() {
    pubsub.close();
  }

  /** Rows 197 and 198. */
  @Test
  void deliversToAHandlerThatSubscribed() {
    try (var _ = pubsub.subscribe("room:1", 10, got::add)) {
      assertThat(pubsub.broadcast(HELLO)).isEqualTo(BroadcastResult.ok());
      assertThat(pubsub.localBroadcast(AGAIN)).isEqualTo(BroadcastResult.ok());
      pubsub.broadcast(ELSEWHERE);

      assertThat(got).containsExactly(HELLO, AGAIN);
    }
  }

  /** Row 199. */
  @Test
  void leavesOutWhoItIsFrom() {
    Subscription subscription = pubsub.subscribe("room:1", 10, got::add);

    pubsub.broadcastFrom(subscription.subscriber(), HELLO);
    pubsub.localBroadcastFrom(subscription.subscriber(), HELLO);

    assertThat(got).isEmpty();
  }

  @Test
  void deliversTwiceToWhoSubscribedTwice() {
    pubsub.subscribe("room:1", 10, got::add);
    Subscription second = pubsub.subscribe("room:1", 10, got::add);

    pubsub.broadcast(HELLO);
    second.close();
    pubsub.broadcast(AGAIN);

    assertThat(got).containsExactly(HELLO, HELLO, AGAIN);
  }

  /** Row 196. */
  @Test
  void listsTopicsAndSubscriptionsWhileThereAreAny() {
    Recorder one = new Recorder();
    Subscription first = pubsub.subscribe("room:1", one, partition);
    Subscription second = pubsub.subscribe("room:2", 1, got::add);
    thread.run();

    assertThat(pubsub.topics()).containsExactlyInAnyOrder("room:1", "room:2");
    assertThat(pubsub.count("room:1")).isEqualTo(1);
    assertThat(pubsub.subscriptions("room:1")).containsExactly(first);
    assertThat(first.topic()).isEqualTo("room:1");
    assertThat(first.subscriber()).isSameAs(one);

    first.close();
    second.close();
    thread.run();

    assertThat(pubsub.topics()).isEmpty();
    assertThat(pubsub.count("room:1")).isZero();
    assertThat(pubsub.subscriptions("room:1")).isEmpty();
  }

  @Test
  void endsASubscriptionOnceHoweverOftenItIsClosed() {
    Subscription first = pubsub.subscribe("room:1", new Recorder(), partition);
    pubsub.subscribe("room:1", new Recorder(), partition);

    first.close();
    first.close();
    thread.run();
    first.close();
    thread.run();

    assertThat(pubsub.count("room:1")).isEqualTo(1);
  }

  @Test
  void unsubscribesAllThatASubscriberHasOnATopic() {
    Recorder one = new Recorder();
    Recorder other = new Recorder();
    pubsub.subscribe("room:1", one, partition);
    pubsub.subscribe("room:1", one, partition);
    pubsub.subscribe("room:1", other, partition);
    pubsub.subscribe("room:2", one, partition);

    pubsub.unsubscribe("room:1", one); // Before the thread has entered any of them.
    pubsub.broadcast(HELLO);
    pubsub.broadcast(ELSEWHERE);
    thread.run();

    assertThat(one.got).containsExactly(ELSEWHERE);
    assertThat(other.got).containsExactly(HELLO);
    assertThat(pubsub.count("room:1")).isEqualTo(1);
  }

  /** Row 200. */
  @Test
  void letsWhoIsNotSubscribedUnsubscribe() {
    pubsub.unsubscribe("room:1", new Recorder());
    pubsub.subscribe("room:1", new Recorder(), partition);

    pubsub.unsubscribe("room:1", new Recorder());
    thread.run();

    assertThat(pubsub.count("room:1")).isEqualTo(1);
  }

  @Test
  void neverEntersWhatWasClosedBefore() {
    Recorder one = new Recorder();
    Recorder other = new Recorder();
    pubsub.subscribe("room:1", other, partition);
    Subscription subscription = pubsub.subscribe("room:1", one, partition);

    thread.in(subscription::close); // In the thread, so ahead of the entering.
    thread.run();
    pubsub.broadcast(HELLO);
    thread.run();

    assertThat(one.got).isEmpty();
    assertThat(other.got).containsExactly(HELLO);
    assertThat(pubsub.count("room:1")).isEqualTo(1);
  }

  @Test
  void deliversWhatWasBroadcastAfterSubscribeReturned() {
    Recorder one = new Recorder();
    pubsub.subscribe("room:1", one, partition);
    pubsub.broadcast(HELLO);
    thread.run();

    assertThat(one.got).containsExactly(HELLO);
  }

  @Test
  void deliversNothingThatWasBroadcastAfterCloseReturned() {
    Recorder one = new Recorder();
    Subscription subscription = pubsub.subscribe("room:1", one, partition);
    thread.run();

    subscription.close();
    pubsub.broadcast(HELLO);
    thread.run();

    assertThat(one.got).isEmpty();
  }

  @Test
  void deliversWhatWasBroadcastBeforeItWasClosed() {
    Recorder one = new Recorder();
    Subscription subscription = pubsub.subscribe("room:1", one, partition);

    pubsub.broadcast(HELLO);
    subscription.close();
    thread.run();

    assertThat(one.got).containsExactly(HELLO);
  }

  @Test
  void takesOutWithTheNextDeliveryWhatAFullThreadCouldNot() {
    HandThread full = new HandThread();
    Partition narrow = pubsub.addPartition(full);
    Recorder one = new Recorder();
    Subscription entered = pubsub.subscribe("room:1", one, narrow);
    pubsub.subscribe("room:1", new Recorder(), narrow);
    full.run();
    Subscription waiting = pubsub.subscribe("room:1", one, narrow);

    full.refuseAll(true);
    entered.close();
    waiting.close();
    full.refuseAll(false);
    assertThat(pubsub.count("room:1")).isEqualTo(3);
    pubsub.broadcast(HELLO);
    full.run();

    assertThat(one.got).isEmpty();
    assertThat(pubsub.count("room:1")).isEqualTo(1);
    assertThat(pubsub.subscriptions("room:1")).hasSize(1);
  }

  @Test
  void makesOneTaskForEachPartitionThatHasSubscribers() {
    HandThread second = new HandThread();
    HandThread idle = new HandThread();
    pubsub.addPartition(idle);
    Partition other = pubsub.addPartition(second);
    for (int i = 0; i < 50; i++) {
      pubsub.subscribe("room:1", new Recorder(), partition);
      pubsub.subscribe("room:1", new Recorder(), other);
    }
    thread.run();
    second.run();

    pubsub.broadcast(HELLO);

    assertThat(thread.run()).isEqualTo(1);
    assertThat(second.run()).isEqualTo(1);
    assertThat(idle.run()).isZero();
  }

  @Test
  void servesTheOthersWhenASubscriberThrows() {
    pubsub.listen(events::add);
    IllegalStateException bug = new IllegalStateException("bug");
    Recorder one = new Recorder();
    pubsub.subscribe("room:1", new Failing(bug), partition);
    pubsub.subscribe("room:1", one, partition);

    pubsub.broadcast(HELLO);
    thread.run();

    assertThat(one.got).containsExactly(HELLO);
    assertThat(events).containsExactly(new PubSubEvent.SubscriberFailed("room:1", bug));
  }

  @Test
  void tellsOfAHandlerThatThrowsAndGoesOn() {
    List<Runnable> turns = new ArrayList<>();
    try (PubSub later = PubSub.builder().executor(turns::add).build()) {
      later.listen(events::add);
      IllegalStateException bug = new IllegalStateException("bug");
      later.subscribe(
          "room:1",
          10,
          broadcast -> {
            got.add(broadcast);
            throw bug;
          });

      later.broadcast(HELLO);
      later.broadcast(AGAIN);
      runAll(turns);

      assertThat(got).containsExactly(HELLO, AGAIN);
      assertThat(events)
          .containsExactly(
              new PubSubEvent.SubscriberFailed("room:1", bug),
              new PubSubEvent.SubscriberFailed("room:1", bug));
    }
  }

  @Test
  void tellsAListenerThatThrowsNothingMore() {
    List<PubSubEvent> told = new ArrayList<>();
    pubsub.listen(event -> {
      told.add(event);
      throw new IllegalStateException("bug");
    });
    pubsub.listen(events::add);
    Recorder one = new Recorder();
    pubsub.subscribe("room:1", new Failing(new IllegalStateException("bug")), partition);
    pubsub.subscribe("room:1", one, partition);

    pubsub.broadcast(HELLO);
    thread.run();
    pubsub.broadcast(AGAIN);
    thread.run();

    assertThat(one.got).containsExactly(HELLO, AGAIN);
    assertThat(told).hasSize(1);
    assertThat(events).hasSize(2);
  }

  @Test
  void letsSubscribersEndAndBeginSubscriptionsWhileTheyAreServed() {
    List<Subscription> all = new ArrayList<>();
    Recorder late = new Recorder();
    List<Recorder> before = List.of(new Recorder(), new Recorder());
    List<Recorder> after = List.of(new Recorder(), new Recorder());
    before.forEach(each -> all.add(pubsub.subscribe("room:1", each, partition)));
    all.add(
        pubsub.subscribe(
            "room:1",
            batch -> {
              if (batch.broadcast(0) == HELLO) {
                all.get(0).close(); // Served already.
                all.get(2).close(); // This one.
                all.get(3).close(); // Not served yet.
                pubsub.subscribe("room:1", late, partition);
              }
            },
            partition));
    after.forEach(each -> all.add(pubsub.subscribe("room:1", each, partition)));
    thread.run();

    pubsub.broadcast(HELLO);
    thread.run();
    pubsub.broadcast(AGAIN);
    thread.run();

    assertThat(before.get(0).got).containsExactly(HELLO);
    assertThat(before.get(1).got).containsExactly(HELLO, AGAIN);
    assertThat(after.get(0).got).isEmpty();
    assertThat(after.get(1).got).containsExactly(HELLO, AGAIN);
    assertThat(late.got).containsExactly(AGAIN);
    assertThat(pubsub.count("room:1")).isEqualTo(3);
    assertThat(pubsub.subscriptions("room:1")).hasSize(3);

    all.get(1).close(); // Places are right again.
    all.get(4).close();
    pubsub.broadcast(HELLO);
    thread.run();
    assertThat(late.got).containsExactly(AGAIN, HELLO);
    assertThat(before.get(1).got).hasSize(2);
    assertThat(pubsub.count("room:1")).isEqualTo(1);
  }

  @Test
  void saysThatAPartitionIsFullAndServesTheOthers() {
    pubsub.listen(events::add);
    HandThread full = new HandThread(1);
    Recorder missing = new Recorder();
    Recorder one = new Recorder();
    pubsub.subscribe("room:1", missing, pubsub.addPartition(full));
    pubsub.subscribe("room:1", one, partition);
    full.run();

    assertThat(pubsub.broadcast(HELLO)).isEqualTo(BroadcastResult.ok());
    BroadcastResult second = pubsub.broadcast(AGAIN);
    full.run();
    thread.run();

    assertThat(second).isInstanceOf(BroadcastResult.Failed.class);
    assertThatThrownBy(second::orThrow).isInstanceOf(IllegalStateException.class);
    assertThat(events).containsExactly(new PubSubEvent.PartitionFull("room:1"));
    assertThat(missing.got).containsExactly(HELLO);
    assertThat(one.got).containsExactly(HELLO, AGAIN);
  }

  @Test
  void leavesNothingBehindWhenAThreadHasStopped() {
    thread.refuseAll(true);

    assertThatThrownBy(() -> pubsub.subscribe("room:1", new Recorder(), partition))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(pubsub.topics()).isEmpty();
  }

  @Test
  void dropsWhatAHandlerHasNoRoomForAndSaysSo() {
    List<Runnable> turns = new ArrayList<>();
    try (PubSub slow = PubSub.builder().executor(turns::add).build()) {
      slow.listen(events::add);
      slow.subscribe("room:1", 1, got::add);
      slow.broadcast(HELLO);
      slow.broadcast(AGAIN);
      runAll(turns);

      assertThat(got).containsExactly(HELLO);
      assertThat(events).containsExactly(new PubSubEvent.SubscriberFull("room:1"));
    }
  }

  @Test
  void subscribesAndClosesThoughTheQueueOfHandlersIsFull() {
    List<Runnable> turns = new ArrayList<>();
    try (PubSub slow = PubSub.builder().executor(turns::add).build()) {
      Subscription first = slow.subscribe("room:1", 10, _ -> {});
      BroadcastResult last = BroadcastResult.ok();
      for (int i = 0; i < 100_000 && last.equals(BroadcastResult.ok()); i++) {
        last = slow.broadcast(HELLO);
      }
      assertThat(last).isInstanceOf(BroadcastResult.Failed.class);

      Subscription second = slow.subscribe("room:2", 10, got::add);
      first.close();
      runAll(turns);

      assertThat(slow.topics()).containsExactly("room:2");
      slow.broadcast(ELSEWHERE);
      runAll(turns);
      assertThat(got).containsExactly(ELSEWHERE);
      second.close();
      runAll(turns);
      assertThat(slow.topics()).isEmpty();
    }
  }

  /** Row 201. */
  @Test
  void sendsDirectlyToThisNodeAndToAnUnknownOne() {
    pubsub.subscribe("room:1", 10, got::add);

    assertThat(pubsub.directBroadcast(pubsub.nodeName(), HELLO)).isEqualTo(BroadcastResult.ok());
    assertThat(pubsub.directBroadcast("nobody", AGAIN)).isEqualTo(BroadcastResult.ok());

    assertThat(got).containsExactly(HELLO);
  }

  @Test
  void deliversNothingHereIfTheAdapterFails() {
    pubsub.listen(events::add);
    pubsub.subscribe("room:1", 10, got::add);
    pubsub.close();

    BroadcastResult result = pubsub.broadcast(HELLO);

    assertThat(result).isEqualTo(BroadcastResult.failed("the local adapter is not running"));
    assertThat(got).isEmpty();
    assertThat(events)
        .containsExactly(
            new PubSubEvent.AdapterFailed("room:1", "the local adapter is not running"));
  }

  @Test
  void asksNoAdapterForALocalBroadcast() {
    pubsub.subscribe("room:1", 10, got::add);
    pubsub.close();

    pubsub.localBroadcast(HELLO);

    assertThat(got).containsExactly(HELLO);
  }

  @Test
  void reachesNobodyAnywhereIfAFormatCannotExpressIt() {
    MemoryCluster cluster = new MemoryCluster();
    try (PubSub here = PubSub.builder().adapter(cluster.adapter("a")).build();
        PubSub there =
            PubSub.builder().adapter(cluster.adapter("b")).executor(Runnable::run).build()) {
      HandThread hand = new HandThread();
      Recorder bare = new Recorder();
      here.subscribe("room:1", bare, here.addPartition(hand));
      here.subscribe("room:1", new Recorder(new CountingFormat()), here.addPartition(hand));
      there.subscribe("room:1", 10, got::add);

      assertThatThrownBy(() -> here.broadcast(UNFIT)).isInstanceOf(IllegalArgumentException.class);
      hand.run();

      assertThat(bare.got).isEmpty();
      assertThat(got).isEmpty();
    }
  }

  @Test
  void tellsOfABroadcastFromElsewhereThatAFormatCannotExpress() {
    MemoryCluster cluster = new MemoryCluster();
    try (PubSub here = PubSub.builder().adapter(cluster.adapter("a")).build();
        PubSub there = PubSub.builder().adapter(cluster.adapter("b")).build()) {
      there.listen(events::add);
      there.subscribe(
          "room:1", new Recorder(new CountingFormat()), there.addPartition(new HandThread()));

      assertThat(here.broadcast(UNFIT)).isEqualTo(BroadcastResult.ok());

      assertThat(events).singleElement().isInstanceOf(PubSubEvent.ReceivedUnfit.class);
    }
  }

  private static void runAll(List<Runnable> turns) {
    while (!turns.isEmpty()) {
      turns.removeFirst().run();
    }
  }

  private record Failing(RuntimeException bug) implements Subscriber {
    @Override
    public void deliver(Batch batch) {
      throw bug;
    }
  }
}
