package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Phoenix's {@code clock_test.exs} and rows 209, 210 and 215. */
final class TransferPlanTest {
  private static final ReplicaId SELF = new ReplicaId("self", 1);
  private static final ReplicaId A = new ReplicaId("a", 1);
  private static final ReplicaId B = new ReplicaId("b", 1);
  private static final ReplicaId C = new ReplicaId("c", 1);

  private static final Map<ReplicaId, Long> SEEN = Map.of(SELF, 3L, A, 1L, B, 1L, C, 1L);

  @Test
  void asksNobodyWhoIsNotAhead() {
    assertThat(
            TransferPlan.plan(SELF, SEEN, Map.of(A, Map.of(A, 1L, B, 1L, SELF, 3L), B, Map.of())))
        .isEmpty();
  }

  /** Row 210. */
  @Test
  void asksOnlyTheOneThatDominates() {
    assertThat(
            TransferPlan.plan(
                SELF, SEEN, Map.of(A, Map.of(A, 5L, B, 4L), B, Map.of(A, 5L, B, 6L, C, 1L))))
        .containsExactly(Map.entry(B, Map.of(A, 1L, B, 1L)));
  }

  @Test
  void asksAllThatAreAheadInDifferentThings() {
    assertThat(
            TransferPlan.plan(SELF, SEEN, Map.of(A, Map.of(A, 5L, B, 4L), B, Map.of(A, 4L, B, 6L))))
        .containsOnly(Map.entry(A, Map.of(A, 1L)), Map.entry(B, Map.of(B, 1L)));
  }

  @Test
  void asksForNothingOfReplicasItDoesNotSee() {
    ReplicaId dead = new ReplicaId("dead", 1);

    assertThat(TransferPlan.plan(SELF, SEEN, Map.of(A, Map.of(A, 1L, dead, 9L)))).isEmpty();
  }

  @Test
  void asksNobodyItDoesNotSee() {
    ReplicaId dead = new ReplicaId("dead", 1);

    assertThat(TransferPlan.plan(SELF, SEEN, Map.of(dead, Map.of(A, 9L)))).isEmpty();
  }

  @Test
  void asksNobodyForItsOwnEntries() {
    assertThat(TransferPlan.plan(SELF, SEEN, Map.of(A, Map.of(SELF, 9L)))).isEmpty();
  }

  /** Row 209. */
  @Test
  void asksOneNodeForEverythingAfterAStart() {
    Map<ReplicaId, Long> all = Map.of(A, 7L, B, 8L, C, 9L);

    assertThat(
            TransferPlan.plan(
                SELF, Map.of(SELF, 0L, A, 0L, B, 0L, C, 0L), Map.of(A, all, B, all, C, all)))
        .hasSize(1)
        .containsValue(Map.of(A, 0L, B, 0L, C, 0L));
  }
}
