package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often broadcasts are encoded and delivered: once, and together where they wait together. */
final class BatchTest {
  private final PubSub pubsub = PubSub.builder().build();
  private final HandThread thread = new HandThread();
  private final HandThread otherThread = new HandThread();
  private final Partition partition = pubsub.addPartition(thread);
  private final Partition otherPartition = pubsub.addPartition(otherThread);
  private final CountingFormat format = new CountingFormat();

  @AfterEach
  void close() {
    pubsub.close();
  }

  @Test
  void encodesOnceForAllSubscribersOfAFormatInAllPartitions() {
    List<Recorder> all = List.of(new Recorder(format), new Recorder(format), new Recorder(format));
    pubsub.subscribe("room:1", all.get(0), partition);
    pubsub.subscribe("room:1", all.get(1), partition);
    pubsub.subscribe("room:1", all.get(2), otherPartition);

    pubsub.broadcast(broadcast("room:1", "a"));
    thread.run();
    otherThread.run();

    assertThat(format.encodings).isEqualTo(1);
    Encoded first = all.get(0).encoded.getFirst();
    assertThat(all).allSatisfy(each -> assertThat(each.encoded.getFirst()).isSameAs(first));
  }

  @Test
  void encodesForEachFormatThatHasASubscriber() {
    CountingFormat second = new CountingFormat();
    CountingFormat left = new CountingFormat();
    pubsub.subscribe("room:1", new Recorder(), partition);
    pubsub.subscribe("room:1", new Recorder(format), partition);
    pubsub.subscribe("room:1", new Recorder(second), partition);
    Subscription one = pubsub.subscribe("room:1", new Recorder(left), partition);
    Subscription two = pubsub.subscribe("room:1", new Recorder(left), partition);
    Subscription three = pubsub.subscribe("room:1", new Recorder(left), partition);
    thread.run();

    one.close();
    thread.run();
    pubsub.broadcast(broadcast("room:1", "a"));
    two.close();
    three.close();
    thread.run();
    pubsub.broadcast(broadcast("room:1", "b"));
    thread.run();

    assertThat(format.encodings).isEqualTo(2);
    assertThat(second.encodings).isEqualTo(2);
    assertThat(left.encodings).isEqualTo(1);
  }

  @Test
  void encodesNothingForATopicWithoutSubscribers() {
    pubsub.subscribe("room:1", new Recorder(format), partition);

    pubsub.broadcast(broadcast("room:2", "a"));

    assertThat(format.encodings).isZero();
  }

  @Test
  void servesEachSubscriberOnceForBroadcastsThatWaitTogether() {
    List<Recorder> all = List.of(new Recorder(format), new Recorder(format));
    all.forEach(each -> pubsub.subscribe("room:1", each, partition));
    thread.run();

    pubsub.broadcast(broadcast("room:1", "a"));
    pubsub.broadcast(broadcast("room:1", "b"));
    pubsub.broadcast(broadcast("room:1", "c"));

    assertThat(thread.run()).isEqualTo(1);
    assertThat(format.encodings).isEqualTo(3);
    assertThat(format.joins).isEqualTo(1);
    assertThat(all)
        .allSatisfy(each -> {
          assertThat(each.deliveries).isEqualTo(1);
          assertThat(each.encoded)
              .containsExactly(new CountingFormat.Several(List.of(one("a"), one("b"), one("c"))));
        });
    assertThat(all.get(0).encoded.getFirst()).isSameAs(all.get(1).encoded.getFirst());
  }

  @Test
  void joinsWhatWasJoinedBefore() {
    Recorder recorder = new Recorder();
    pubsub.subscribe("room:1", recorder, partition);
    thread.run();
    Members members = memberOf("room:1");
    Batch first = batch(members, "a");
    Batch second = batch(members, "b");

    assertThat(second.absorb(batch(members, "c"))).isTrue();
    assertThat(first.absorb(second)).isTrue();
    thread.in(first);

    assertThat(first.size()).isEqualTo(3);
    assertThat(recorder.got).extracting(Broadcast::event).containsExactly("a", "b", "c");
  }

  @Test
  void leavesWhatIsNoBatchOfItsTopic() {
    pubsub.subscribe("room:1", new Recorder(), partition);
    pubsub.subscribe("room:2", new Recorder(), partition);
    Batch batch = batch(memberOf("room:1"), "a");

    assertThat(batch.absorb(batch(memberOf("room:2"), "a"))).isFalse();
    assertThat(batch.absorb(() -> {})).isFalse();
    assertThat(batch.absorb(null)).isFalse();
    assertThat(batch.size()).isEqualTo(1);
  }

  @Test
  void keepsTheOrderOfTopicsThatWaitInTurns() {
    Recorder one = new Recorder();
    pubsub.subscribe("room:1", one, partition);
    pubsub.subscribe("room:2", one, partition);
    thread.run();

    pubsub.broadcast(broadcast("room:1", "a"));
    pubsub.broadcast(broadcast("room:2", "b"));
    pubsub.broadcast(broadcast("room:1", "c"));

    assertThat(thread.run()).isEqualTo(3);
    assertThat(one.got).extracting(Broadcast::event).containsExactly("a", "b", "c");
  }

  @Test
  void enteringASubscriberComesBetweenTheBroadcastsAroundIt() {
    Recorder late = new Recorder();
    pubsub.subscribe("room:1", new Recorder(), partition);
    pubsub.broadcast(broadcast("room:1", "a"));
    pubsub.subscribe("room:1", late, partition);
    pubsub.broadcast(broadcast("room:1", "b"));
    thread.run();

    assertThat(late.got).extracting(Broadcast::event).containsExactly("b");
  }

  @Test
  void leavesOutTheSenderOfEachBroadcastInABatch() {
    Recorder one = new Recorder(format);
    Recorder other = new Recorder(format);
    pubsub.subscribe("room:1", one, partition);
    pubsub.subscribe("room:1", other, partition);
    thread.run();

    pubsub.broadcastFrom(one, broadcast("room:1", "a"));
    pubsub.broadcast(broadcast("room:1", "b"));
    thread.run();

    assertThat(one.encoded).containsExactly(one("b"));
    assertThat(other.encoded)
        .containsExactly(new CountingFormat.Several(List.of(one("a"), one("b"))));
    assertThat(format.encodings).isEqualTo(2);
  }

  @Test
  void encodesForAFormatThatCameAfterTheBroadcastBegan() {
    pubsub.subscribe("room:1", new Recorder(), partition);
    thread.run();
    pubsub.broadcast(broadcast("room:1", "a"));
    Recorder late = new Recorder(format);
    thread.in(() -> pubsub.subscribe("room:1", late, partition)); // In the thread: entered at once.

    thread.run();

    assertThat(late.encoded).containsExactly(one("a"));
  }

  private Members memberOf(String topic) {
    Subscription subscription = pubsub.subscribe(topic, new Recorder(), partition);
    Members members = subscription.topic.members(partition.index);
    subscription.close();
    thread.run();
    return members;
  }

  private Batch batch(Members members, String event) {
    return new Batch(
        members, pubsub, new Delivery(broadcast("room:1", event), null, new Format[0]));
  }

  private static Broadcast broadcast(String topic, String event) {
    return new Broadcast(topic, event, Payload.empty());
  }

  private static Encoded one(String event) {
    return new CountingFormat.One(event + " {}");
  }
}
