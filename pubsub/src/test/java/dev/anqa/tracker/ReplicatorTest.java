package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.Payload;
import dev.anqa.tracker.TrackerMessage.Goodbye;
import dev.anqa.tracker.TrackerMessage.Heartbeat;
import dev.anqa.tracker.TrackerMessage.TransferAck;
import dev.anqa.tracker.TrackerMessage.TransferRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Phoenix's {@code shard_replication_test.exs}, rows 208 to 215, as far as it needs no clock. */
final class ReplicatorTest implements Replicator.Out {
  private static final ReplicaId A = new ReplicaId("a", 1);
  private static final ReplicaId B = new ReplicaId("b", 1);

  private final TrackerState<String> state = new TrackerState<>(A, 100);
  private final Replicator replicator =
      new Replicator(
          state,
          new Membership(A, Duration.ofNanos(1_000), Duration.ofNanos(5_000)),
          /* maxSilentPeriods= */ 3,
          /* clockSamplePeriods= */ 2,
          this);

  private final List<TrackerMessage> said = new ArrayList<>();
  private final List<Diff> diffs = new ArrayList<>();
  private final List<TrackerEvent> events = new ArrayList<>();

  @Override
  public void broadcast(TrackerMessage message) {
    said.add(message);
  }

  @Override
  public void send(String node, TrackerMessage message) {
    assertThat(node).isEqualTo("b");
    said.add(message);
  }

  @Override
  public void changed(Diff diff) {
    diffs.add(diff);
  }

  @Override
  public void event(TrackerEvent event) {
    events.add(event);
  }

  private static Delta tracked(ReplicaId id) {
    TrackerState<String> other = new TrackerState<>(id, 100);
    other.join("bob", "t", "k", Payload.empty());
    return other.takeDelta();
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      replicator.tick(0);
    }
  }

  /** Row 208. */
  @Test
  void saysThatItIsThereAtOnceAndThenAfterTheSilentPeriods() {
    tick(1);
    assertThat(said).containsExactly(new Heartbeat(A, Map.of(A, 0L), null));

    tick(3);
    assertThat(said).hasSize(1);
    tick(1);
    assertThat(said).hasSize(2);
  }

  @Test
  void tellsAChangeInTheNextPeriodAndOnce() {
    tick(1);
    said.clear();
    state.join("alice", "t", "k", Payload.empty());

    tick(2);

    assertThat(said).hasSize(1);
    assertThat(((Heartbeat) said.getFirst()).delta()).isNotNull();
  }

  @Test
  void answersANewcomersHeartbeatInTheNextPeriod() {
    tick(1);
    said.clear();
    replicator.receive(new Heartbeat(B, Map.of(B, 0L), null), 0);

    tick(1);

    assertThat(said).containsExactly(new Heartbeat(A, Map.of(A, 0L, B, 0L), null));
    replicator.receive(new Heartbeat(B, Map.of(A, 0L, B, 0L), null), 0);
    tick(1);
    assertThat(said).hasSize(1);
  }

  @Test
  void advertisesAgainWhenAnotherLacksWhatWasSent() {
    state.join("alice", "t", "k", Payload.empty());
    tick(1);
    said.clear();

    replicator.receive(new Heartbeat(B, Map.of(A, 0L, B, 0L), null), 0);
    tick(1);

    assertThat(said).containsExactly(new Heartbeat(A, Map.of(A, 1L, B, 0L), null));
  }

  /** Row 209. */
  @Test
  void asksForWhatItLacksOncePerSample() {
    replicator.receive(new Heartbeat(B, Map.of(B, 1L), null), 0);
    tick(2);

    assertThat(said).contains(new TransferRequest(A, Map.of(B, 0L)));
    assertThat(events).contains(new TrackerEvent.TransferRequested("b", 1));
    said.clear();
    tick(10);
    assertThat(said).noneMatch(TransferRequest.class::isInstance);
  }

  @Test
  void speaksAtOnceAndAsksInEachPeriodWhenNodesAreReunited() {
    tick(1);
    said.clear();
    replicator.reunited();
    assertThat(said).containsExactly(new Heartbeat(A, Map.of(A, 0L), null));

    for (long clock = 1; clock <= 3; clock++) {
      said.clear();
      replicator.receive(new Heartbeat(B, Map.of(B, clock), null), 0);
      tick(1);
      assertThat(said).contains(new TransferRequest(A, Map.of(B, 0L)));
    }
    said.clear();
    replicator.receive(new Heartbeat(B, Map.of(B, 4L), null), 0);
    tick(1);
    assertThat(said).noneMatch(TransferRequest.class::isInstance);
  }

  @Test
  void showsWhatATransferBrings() {
    replicator.receive(new TransferAck(B, List.of(tracked(B))), 0);

    assertThat(diffs).hasSize(1);
    assertThat(diffs.getFirst().joins()).hasSize(1);
  }

  @Test
  void answersWithWhatIsLackedOrNotAtAll() {
    state.join("alice", "t", "k", Payload.empty());

    replicator.receive(new TransferRequest(B, Map.of(A, 1L)), 0);
    assertThat(said).isEmpty();

    replicator.receive(new TransferRequest(B, Map.of(A, 0L)), 0);
    assertThat(((TransferAck) said.getFirst()).deltas()).hasSize(1);
    assertThat(events).contains(new TrackerEvent.TransferSent("b", 1));
  }

  @Test
  void tellsThatChangesWereMissed() {
    Delta late = new Delta(B, 3, 4, List.of(), List.of(2L));

    replicator.receive(new Heartbeat(B, Map.of(B, 4L), late), 0);

    assertThat(events).contains(new TrackerEvent.ChangesMissed("b", 3));
    assertThat(diffs).isEmpty();
  }

  /** Rows 211 and 212. */
  @Test
  void hidesASilentNodeForgetsItLaterAndTakesItBack() {
    replicator.receive(new Heartbeat(B, Map.of(B, 1L), tracked(B)), 0);
    replicator.tick(1_001);
    assertThat(diffs.getLast().leaves()).hasSize(1);

    replicator.receive(new Heartbeat(B, Map.of(B, 1L), null), 1_002);
    assertThat(diffs.getLast().joins()).hasSize(1);

    replicator.tick(9_000);
    assertThat(diffs.getLast().leaves()).hasSize(1);
    assertThat(state.others()).isZero();
    assertThat(events)
        .endsWith(new TrackerEvent.ReplicaUp("b"), new TrackerEvent.ReplicaForgotten("b"));
  }

  /** Row 214. */
  @Test
  void forgetsAtOnceWhoSaysGoodbye() {
    replicator.receive(new Heartbeat(B, Map.of(B, 1L), tracked(B)), 0);
    replicator.receive(new Goodbye(B), 0);

    assertThat(diffs.getLast().leaves()).hasSize(1);
    assertThat(state.others()).isZero();
    replicator.receive(new Heartbeat(B, Map.of(B, 1L), tracked(B)), 0); // Came late.
    assertThat(state.entries()).isEmpty();
    assertThat(events).endsWith(new TrackerEvent.StaleMessage("b"));
  }

  @Test
  void doesNotListenToItself() {
    replicator.receive(new Heartbeat(A, Map.of(A, 9L), tracked(A)), 0);

    assertThat(state.entries()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void staysBoundedHoweverOftenOthersRestart() {
    for (int life = 1; life <= 1_000; life++) {
      ReplicaId sameName = new ReplicaId("b", life);
      ReplicaId ownName = new ReplicaId("pod-" + life, life);
      replicator.receive(new Heartbeat(sameName, Map.of(sameName, 1L), tracked(sameName)), life);
      replicator.receive(
          new Heartbeat(ownName, Map.of(ownName, 1L), tracked(ownName)), life * 200L);
      replicator.tick(life * 200L);

      assertThat(state.others()).isLessThanOrEqualTo(5_000 / 200 + 2);
      assertThat(state.clocks()).hasSizeLessThanOrEqualTo(1_000 / 200 + 3);
    }
  }
}
