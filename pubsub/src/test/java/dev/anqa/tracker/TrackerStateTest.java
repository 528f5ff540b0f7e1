package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.Payload;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Phoenix's {@code state_test.exs} and {@code delta_generation_test.exs}, rows 216 to 221. Of row
 * 219 "add wins" does not apply: only a replica itself adds and removes its entries, one after the
 * other, so no add is concurrent with a remove.
 */
final class TrackerStateTest {
  private static final ReplicaId A = new ReplicaId("a", 1);
  private static final ReplicaId B = new ReplicaId("b", 1);
  private static final ReplicaId C = new ReplicaId("c", 1);

  private final TrackerState<String> a = state(A);
  private final TrackerState<String> b = state(B);
  private final TrackerState<String> c = state(C);

  private static TrackerState<String> state(ReplicaId id) {
    TrackerState<String> state = new TrackerState<>(id, 10_000);
    List.of(A, B, C).stream().filter(each -> !each.equals(id)).forEach(state::replicaUp);
    return state;
  }

  private static TrackerEntry join(TrackerState<String> state, String who, String key) {
    return Objects.requireNonNull(state.join(who, "t", key, Payload.empty()));
  }

  /** What {@code from} can tell {@code to}, merged; the joins and leaves of that. */
  private static Diff sync(TrackerState<String> from, TrackerState<String> to) {
    Diff diff = Diff.NONE;
    for (Delta delta : from.extract(to.clocks())) {
      diff = diff.then(merged(to.merge(delta)));
    }
    return diff;
  }

  private static Diff merged(Merge merge) {
    assertThat(merge).isInstanceOf(Merge.Merged.class);
    return ((Merge.Merged) merge).diff();
  }

  /** Row 216. */
  @Test
  void isTrackedOnceUnderATopicAndKey() {
    join(a, "alice", "k");

    assertThat(a.join("alice", "t", "k", Payload.json("{\"again\":1}"))).isNull();
    assertThat(a.entries())
        .singleElement()
        .satisfies(e -> assertThat(e.meta().text()).isEqualTo("{}"));
    assertThat(a.join("alice", "t", "other", Payload.empty())).isNotNull();
    assertThat(a.join("alice", "other", "k", Payload.empty())).isNotNull();
    assertThat(a.join("bob", "t", "k", Payload.empty())).isNotNull();
  }

  @Test
  void hasAnotherRefAfterAnUpdateAndRemembersThePrevious() {
    TrackerEntry first = join(a, "alice", "k");

    Diff diff = a.update("alice", "t", "k", Payload.json("{\"v\":2}"));

    assertThat(diff.leaves()).containsExactly(first);
    TrackerEntry second = diff.joins().getFirst();
    assertThat(second.previousRef()).isEqualTo(first.ref()).isNotEqualTo(second.ref());
    assertThat(second.isSameTracking(first)).isTrue();
    assertThat(first.previousRef()).isNull();
    assertThat(a.entries()).containsExactly(second);
  }

  @Test
  void hasTheSameRefsOnAllNodes() {
    join(a, "alice", "k");
    a.update("alice", "t", "k", Payload.json("{\"v\":2}"));
    sync(a, b);

    TrackerEntry here = a.entries().getFirst();
    TrackerEntry there = b.entries().getFirst();
    assertThat(there.ref()).isEqualTo(here.ref()).hasSize(16);
    assertThat(there.previousRef()).isEqualTo(here.previousRef()).hasSize(16);
  }

  @Test
  void doesNothingForWhoIsNotTracked() {
    assertThat(a.update("alice", "t", "k", Payload.empty()).isEmpty()).isTrue();
    assertThat(a.leave("alice", "t", "k").isEmpty()).isTrue();
    assertThat(a.leaveAll("alice").isEmpty()).isTrue();
    assertThat(a.hasDelta()).isFalse();
  }

  @Test
  void endsAllEntriesOfASubscriberTogether() {
    TrackerEntry one = join(a, "alice", "k1");
    TrackerEntry two = join(a, "alice", "k2");
    TrackerEntry other = join(a, "bob", "k1");
    sync(a, b);

    assertThat(a.leaveAll("alice").leaves()).containsExactly(one, two);

    assertThat(a.find("alice")).isEmpty();
    assertThat(sync(a, b).leaves()).containsExactlyInAnyOrder(one, two);
    assertThat(b.entries()).containsExactly(other);
  }

  /** Row 219. */
  @Test
  void changesNothingWhenTheSameIsMergedAgain() {
    join(a, "alice", "k");
    Delta delta = a.takeDelta();
    merged(b.merge(delta));

    assertThat(b.merge(delta)).isInstanceOf(Merge.Known.class);
    assertThat(b.entries()).hasSize(1);
  }

  /** Row 220. */
  @Test
  void refusesADeltaBehindAGapAndRepairsIt() {
    for (int i = 0; i < 5; i++) {
      join(a, "alice", "k" + i);
    }
    merged(b.merge(a.takeDelta()));
    a.leave("alice", "t", "k0");
    a.takeDelta(); // Lost on the way.
    join(a, "alice", "k5");

    assertThat(b.merge(a.takeDelta())).isEqualTo(new Merge.Gap(5, 6));
    assertThat(b.entries()).hasSize(5);

    Diff repaired = sync(a, b);
    assertThat(repaired.joins()).extracting(TrackerEntry::key).containsExactly("k5");
    assertThat(repaired.leaves()).extracting(TrackerEntry::key).containsExactly("k0");
  }

  @Test
  void sendsOnlyWhatIsLacking() {
    for (int i = 0; i < 100; i++) {
      join(a, "alice", "k" + i);
    }
    sync(a, b);
    a.leave("alice", "t", "k7");
    join(a, "alice", "k100");

    assertThat(a.extract(b.clocks()).getFirst().size()).isEqualTo(2);
    assertThat(a.extract(Map.of(A, 0L)).getFirst().size()).isEqualTo(100);
    assertThat(a.extract(Map.of(C, 0L))).isEmpty();
  }

  @Test
  void sendsEverythingToOneWhoIsFurtherBehindThanItRemembers() {
    TrackerState<String> forgetful = new TrackerState<>(A, 10);
    for (int i = 0; i < 100; i++) {
      forgetful.join("alice", "t", "k" + i, Payload.empty());
      forgetful.takeDelta();
    }
    assertThat(forgetful.extract(Map.of(A, 95L)).getFirst().from()).isEqualTo(95);
    assertThat(forgetful.extract(Map.of(A, 50L)).getFirst().from()).isZero();
  }

  /** Row 219. */
  @Test
  void learnsOfJoinsAndLeavesThroughAThirdNode() {
    TrackerEntry entry = join(a, "alice", "k");
    sync(a, b);
    assertThat(sync(b, c).joins()).containsExactly(entry);

    a.leave("alice", "t", "k");
    sync(a, b);
    assertThat(sync(b, c).leaves()).containsExactly(entry);
    assertThat(c.entries()).isEmpty();
  }

  /** Row 219. */
  @Test
  void removesWhatJoinedAndLeftWhileAThirdNodeLookedAway() {
    join(a, "alice", "stays");
    sync(a, b);
    join(a, "alice", "short");
    sync(a, c); // Saw it come.
    a.leave("alice", "t", "short");
    join(a, "alice", "later");
    sync(a, b); // Never saw it.

    assertThat(sync(b, c).leaves()).extracting(TrackerEntry::key).containsExactly("short");
    assertThat(c.entries()).extracting(TrackerEntry::key).containsExactly("stays", "later");
  }

  /** Row 219. */
  @Test
  void hidesTheEntriesOfAReplicaThatIsDownAndShowsThemAgain() {
    TrackerEntry entry = join(b, "bob", "k");
    sync(b, a);

    assertThat(a.replicaDown(B).leaves()).containsExactly(entry);
    assertThat(a.entries()).isEmpty();
    assertThat(a.clocks()).containsOnlyKeys(A, C);
    assertThat(a.replicaDown(B).isEmpty()).isTrue();

    assertThat(a.replicaUp(B).joins()).containsExactly(entry);
    assertThat(a.replicaUp(B).isEmpty()).isTrue();
    assertThat(a.entries()).containsExactly(entry);
  }

  @Test
  void hidesWhatAReplicaThatIsDownDidUntilItIsUpAgain() {
    a.replicaDown(B);
    TrackerEntry entry = join(b, "bob", "k");

    assertThat(merged(a.merge(b.takeDelta())).isEmpty()).isTrue();
    assertThat(a.entries()).isEmpty();
    assertThat(a.replicaUp(B).joins()).containsExactly(entry);
  }

  @Test
  void forgetsAReplicaThatIsGoneAndKnowsNothingOfStrangers() {
    TrackerEntry entry = join(b, "bob", "k");
    Delta delta = b.takeDelta();
    a.merge(delta);

    assertThat(a.replicaGone(B).leaves()).containsExactly(entry);
    assertThat(a.replica(B)).isNull();
    assertThat(a.merge(delta)).isInstanceOf(Merge.Stranger.class);
    assertThat(a.entries()).isEmpty();
  }

  @Test
  void takesNoWordFromOthersAboutItsOwnEntries() {
    join(a, "alice", "k");

    Merge merge = a.merge(new Delta(A, 0, 99, List.of(), List.of()));

    assertThat(merge).isInstanceOf(Merge.Known.class);
    assertThat(a.entries()).hasSize(1);
  }

  @Test
  void takesEachDeltaOnce() {
    join(a, "alice", "k");

    assertThat(a.takeDelta().to()).isEqualTo(1);
    assertThat(a.hasDelta()).isFalse();

    join(a, "alice", "k2");
    a.leave("alice", "t", "k2");
    assertThat(a.takeDelta().added()).isEmpty();
    assertThat(a.hasDelta()).isFalse();
  }
}
