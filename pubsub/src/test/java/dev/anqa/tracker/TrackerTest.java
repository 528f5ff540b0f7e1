package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.SimulatedTime;
import dev.anqa.pubsub.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Phoenix's {@code tracker/integration_test.exs} and {@code pool_test.exs}, rows 207 to 217. */
final class TrackerTest {
  private static final Payload META = Payload.json("{\"v\":1}");
  private static final String SHARD_TOPIC = "phx_presence:users_shard0";

  private final SimulatedTime time = new SimulatedTime();
  private final SimulatedNetwork network = new SimulatedNetwork(time, new SplittableRandom(1));
  private final List<TrackerDiff> diffs = new ArrayList<>();
  private final List<TrackerEvent> events = new ArrayList<>();
  private final PubSub pubsub = pubsub("a");

  private PubSub pubsub(String node) {
    return PubSub.builder().adapter(network.join(node)).executor(Runnable::run).build();
  }

  private static TrackerOptions options() {
    return new TrackerOptions("users").executor(Runnable::run);
  }

  private Tracker start() {
    Tracker tracker = Tracker.start(pubsub, time, options(), diffs::addAll);
    tracker.listen(events::add);
    return tracker;
  }

  /** A tracker of another node, whose diffs nobody hears. */
  private Tracker start(String node) {
    return Tracker.start(pubsub(node), time, options(), DiffHandler.NONE);
  }

  /** Row 207. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 512})
  void tracksOnAnyNumberOfShards(int shards) {
    Tracker tracker = Tracker.start(pubsub, time, options().shards(shards), diffs::addAll);
    List<String> topics = IntStream.range(0, 100).mapToObj(i -> "t" + i).toList();

    for (String topic : topics) {
      String ref = tracker.track("alice", topic, "k", META).orElseThrow().ref();
      assertThat(tracker.list(topic)).extracting(TrackerEntry::ref).containsExactly(ref);
    }
    tracker.untrack("alice", "t0", "k");
    assertThat(tracker.list("t0")).isEmpty();
    assertThat(tracker.list("t1")).hasSize(1);

    tracker.untrack("alice");
    assertThat(topics).allSatisfy(topic -> assertThat(tracker.list(topic)).isEmpty());
    tracker.gracefulPermdown();
  }

  /** Row 216. */
  @Test
  void refusesToTrackTwice() {
    Tracker tracker = start();
    tracker.track("alice", "t", "k", META);

    assertThat(tracker.track("alice", "t", "k", Payload.empty())).isEmpty();
    assertThat(tracker.track("alice", "t", "k2", META)).isPresent();
    assertThat(tracker.track("alice", "t2", "k", META)).isPresent();
    assertThat(tracker.track("bob", "t", "k", META)).isPresent();
    assertThat(tracker.getByKey("t", "k")).hasSize(2);
  }

  /** Row 207. */
  @Test
  void tellsAJoinAnUpdateAndALeaveAtOnce() {
    Tracker tracker = start();

    TrackerEntry first = tracker.track("alice", "t", "k", META).orElseThrow();
    TrackerEntry second = tracker.update("alice", "t", "k", Payload.empty()).orElseThrow();
    tracker.untrack("alice", "t", "k");

    assertThat(diffs)
        .containsExactly(
            new TrackerDiff("t", List.of(first), List.of()),
            new TrackerDiff("t", List.of(second), List.of(first)),
            new TrackerDiff("t", List.of(), List.of(second)));
    assertThat(second.previousRef()).isEqualTo(first.ref());
  }

  /** Row 207. */
  @Test
  void updatesWithAFunctionOfWhatIsThere() {
    Tracker tracker = start();
    TrackerEntry before = tracker.track("alice", "t", "k", META).orElseThrow();

    tracker.update(
        "alice",
        "t",
        "k",
        entry ->
            Payload.json("{\"was\":" + entry.meta().text() + ",\"ref\":\"" + entry.ref() + "\"}"));

    assertThat(tracker.list("t").getFirst().meta().text())
        .isEqualTo("{\"was\":{\"v\":1},\"ref\":\"" + before.ref() + "\"}");
  }

  @Test
  void leavesAnEntryAsItWasWhenItsUpdateFails() {
    Tracker tracker = start();
    tracker.track("alice", "t", "k", META);

    assertThatThrownBy(() ->
            tracker.update(
                "alice",
                "t",
                "k",
                _ -> {
                  throw new UnsupportedOperationException("no");
                }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> tracker.update("alice", "t", "k", _ -> Payload.json("[]")))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(tracker.list("t")).extracting(TrackerEntry::meta).containsExactly(META);
  }

  @Test
  void doesNothingForWhatIsNotTracked() {
    Tracker tracker = start();

    assertThat(tracker.update("alice", "t", "k", META)).isEmpty();
    tracker.untrack("alice", "t", "k");
    tracker.untrack("alice");
    tracker.ended("alice");
    assertThat(diffs).isEmpty();
  }

  /** Rows 207 and 217. */
  @Test
  void endsTheEntriesOfAnOwnerInOneDiffForEachTopic() {
    Tracker tracker = start();
    tracker.track("alice", "t1", "k1", META);
    tracker.track("alice", "t1", "k2", META);
    tracker.track("alice", "t2", "k1", META);
    diffs.clear();

    tracker.ended("alice");

    assertThat(diffs).extracting(TrackerDiff::topic).containsExactly("t1", "t2");
    assertThat(diffs).extracting(diff -> diff.leaves().size()).containsExactly(2, 1);
  }

  @Test
  void refusesWhatCouldNotCrossToOtherNodes() {
    Tracker tracker = start();
    String longest = "é".repeat(32_767);

    assertThat(tracker.track("alice", longest, longest, META)).isPresent();
    assertThatThrownBy(() -> tracker.track("alice", longest + "é", "k", META))
        .hasMessage("topic: 65536 bytes (expected: <= 65535)");
    assertThatThrownBy(() -> tracker.track("alice", "t", longest + "é", META))
        .hasMessage("key: 65536 bytes (expected: <= 65535)");
    assertThatThrownBy(() -> tracker.track("alice", "t", "k", Payload.json("1")))
        .hasMessage("meta: JSON payload of 1 bytes (expected: a JSON object)");
    Payload large = Payload.json("{" + " ".repeat(1 << 20) + "}");
    assertThatThrownBy(() -> tracker.track("alice", "t", "k", large))
        .hasMessage("meta: 1048578 bytes (expected: <= 1048576)");
  }

  @Test
  void showsTheListBeforeItTellsTheDiff() {
    List<Integer> sizes = new ArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    Tracker[] tracker = new Tracker[1];
    tracker[0] =
        Tracker.start(
            pubsub,
            time,
            options(),
            _ -> {
              calls.incrementAndGet();
              sizes.add(tracker[0].list("t").size());
            });

    tracker[0].track("alice", "t", "k", META);
    tracker[0].untrack("alice");

    assertThat(sizes).containsExactly(1, 0);
  }

  @Test
  void refusesAChangeFromInsideADiffHandlerWithTheCure() {
    Tracker[] tracker = new Tracker[1];
    tracker[0] =
        Tracker.start(pubsub, time, options(), _ -> tracker[0].track("bob", "t", "k", META));
    tracker[0].listen(events::add);

    tracker[0].track("alice", "t", "k", META);

    assertThat(tracker[0].list("t")).hasSize(1);
    assertThat(events)
        .singleElement()
        .satisfies(event ->
            assertThat(((TrackerEvent.DiffHandlerFailed) event).cause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("Hand on what is to be done to another thread."));
  }

  @Test
  void refusesCallsAfterItsEnd() {
    Tracker tracker = start();
    tracker.close();
    tracker.close();

    assertThatThrownBy(() -> tracker.track("alice", "t", "k", META))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The tracker is closed.");
    tracker.ended("alice");
    assertThat(pubsub.count(SHARD_TOPIC)).isZero();
  }

  @Test
  void showsWhatIsTrackedOnAnotherNodeInTheNextPeriod() {
    Tracker here = start();
    Tracker there = start("b");
    time.advance(Duration.ofSeconds(10));

    TrackerEntry entry = there.track("bob", "t", "k", META).orElseThrow();
    time.advance(Duration.ofSeconds(2));

    assertThat(here.list("t")).containsExactly(entry);
    assertThat(here.list("t").getFirst().node()).isEqualTo("b");
    assertThat(diffs).containsExactly(new TrackerDiff("t", List.of(entry), List.of()));
  }

  /** Row 209. */
  @Test
  void sendsANewcomerWhatIsThereOnce() {
    Tracker there = start("b");
    there.track("bob", "t", "k", META);
    time.advance(Duration.ofSeconds(10));

    Tracker here = start();
    time.advance(Duration.ofSeconds(60));

    assertThat(here.list("t")).hasSize(1);
    assertThat(events)
        .containsExactly(
            new TrackerEvent.ReplicaUp("b"), new TrackerEvent.TransferRequested("b", 1));
  }

  /** Row 212. */
  @Test
  void hidesASilentNodeAndShowsItAgain() {
    Tracker here = start();
    start("b").track("bob", "t", "k", META);
    time.advance(Duration.ofSeconds(10));

    network.side("b", 1);
    time.advance(Duration.ofSeconds(32));
    assertThat(here.list("t")).isEmpty();

    network.heal();
    time.advance(Duration.ofSeconds(20));
    assertThat(here.list("t")).hasSize(1);
    assertThat(events)
        .containsExactly(
            new TrackerEvent.ReplicaUp("b"),
            new TrackerEvent.ReplicaDown("b"),
            new TrackerEvent.ReplicaUp("b"));
    assertThat(diffs).hasSize(3);
  }

  /** Row 214. */
  @Test
  void dropsANodeAtOnceThatSaysGoodbye() {
    Tracker here = start();
    Tracker there = start("b");
    there.track("bob", "t", "k", META);
    time.advance(Duration.ofSeconds(10));

    there.gracefulPermdown();
    time.advance(Duration.ofMillis(400));

    assertThat(here.list("t")).isEmpty();
    assertThat(events).endsWith(new TrackerEvent.ReplicaForgotten("b"));
  }

  /** Row 213. */
  @Test
  void replacesWhatANodeTrackedThatCrashedAndCameBack() {
    Tracker here = start();
    PubSub crashed = pubsub("b");
    Tracker.start(crashed, time, options(), DiffHandler.NONE).track("bob", "t", "old", META);
    time.advance(Duration.ofSeconds(10));
    crashed.close();

    TrackerEntry back = start("b").track("bob", "t", "new", META).orElseThrow();
    time.advance(Duration.ofSeconds(2));

    assertThat(here.list("t")).containsExactly(back);
    assertThat(events)
        .containsExactly(
            new TrackerEvent.ReplicaUp("b"),
            new TrackerEvent.ReplicaForgotten("b"),
            new TrackerEvent.ReplicaUp("b"));
  }

  /** Row 215: a rolling update. */
  @Test
  void isAskedOnceByANewcomerWhileAnotherNodeIsDown() {
    Tracker here = start();
    PubSub crashed = pubsub("b");
    Tracker.start(crashed, time, options(), DiffHandler.NONE).track("bob", "t", "k", META);
    here.track("alice", "t", "k", META);
    time.advance(Duration.ofSeconds(10));
    crashed.close();
    time.advance(Duration.ofSeconds(10));

    Tracker newcomer = start("c");
    time.advance(Duration.ofMinutes(2));

    assertThat(newcomer.list("t")).extracting(TrackerEntry::node).containsExactly("a");
    assertThat(events)
        .filteredOn(TrackerEvent.TransferSent.class::isInstance)
        .containsExactly(new TrackerEvent.TransferSent("c", 1));
  }

  @Test
  void tellsTheLastLeavesWhenItCloses() {
    Tracker here = start();
    Tracker there = start("b");
    there.track("bob", "t", "k", META);
    there.track("carol", "t", "k", META);
    time.advance(Duration.ofSeconds(10));

    there.ended("bob");
    there.close();
    time.advance(Duration.ofMillis(400));
    assertThat(here.list("t")).hasSize(1); // Carol's, until the down period has passed.
    time.advance(Duration.ofSeconds(32));
    assertThat(here.list("t")).isEmpty();
  }

  @Test
  void tellsOfMessagesItCannotReadAndGoesOn() {
    Tracker tracker = start();

    pubsub.broadcast(new Broadcast(SHARD_TOPIC, "tracker", Payload.binary((byte) 9)));
    pubsub.broadcast(new Broadcast(SHARD_TOPIC, "phx_join", Payload.empty()));

    assertThat(events)
        .hasSize(2)
        .startsWith(new TrackerEvent.MalformedMessage("version: 9 (expected: 1)"));
    assertThat(tracker.track("alice", "t", "k", META)).isPresent();
  }

  @Test
  void dropsAListenerThatThrowsAndGoesOn() {
    Tracker tracker = start();
    AtomicInteger calls = new AtomicInteger();
    tracker.listen(_ -> {
      calls.incrementAndGet();
      throw new IllegalStateException("broken");
    });

    pubsub.broadcast(new Broadcast(SHARD_TOPIC, "tracker", Payload.binary((byte) 9)));
    pubsub.broadcast(new Broadcast(SHARD_TOPIC, "tracker", Payload.binary((byte) 9)));

    assertThat(calls).hasValue(1);
    assertThat(events).hasSize(2);
  }

  @Test
  void worksOnManyThreadsInRealTime() throws Exception {
    AtomicInteger heard = new AtomicInteger();
    try (SystemTime clock = new SystemTime("test-timer")) {
      PubSub alone = PubSub.builder().build();
      Tracker tracker =
          Tracker.start(
              alone,
              clock,
              new TrackerOptions("users").shards(2).broadcastPeriod(Duration.ofMillis(20)),
              all -> all.forEach(diff -> heard.addAndGet(diff.joins().size())));
      List<Thread> threads =
          IntStream.range(0, 8)
              .mapToObj(i -> Thread.startVirtualThread(() -> trackAndEnd(tracker, "owner" + i)))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }

      await().untilAsserted(() -> assertThat(tracker.list("t1")).hasSize(8));
      assertThat(heard).hasValue(8 * 300);
      tracker.close();
    }
  }

  /** 100 entries that stay, of which one is on t1, and 200 that go. */
  private static void trackAndEnd(Tracker tracker, String owner) {
    for (int i = 0; i < 100; i++) {
      assertThat(tracker.track(owner, "t" + i, "k", META)).isPresent();
      assertThat(tracker.track(owner + "x", "t" + i, "k", META)).isPresent();
      assertThat(tracker.update(owner + "x", "t" + i, "k", Payload.empty())).isPresent();
    }
    tracker.ended(owner + "x");
  }
}
