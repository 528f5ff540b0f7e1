package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HistoryTest {
  private final History history = new History(10);

  private void step(long to, long... removed) {
    for (long dot : removed) {
      history.removed(dot);
    }
    history.close(to);
  }

  @Test
  void knowsWhatWasRemovedSinceAStep() {
    step(5, 2);
    step(9, 4, 7);
    history.removed(1);

    assertThat(history.removedSince(0)).isEmpty(); // Nothing was there to be removed.
    assertThat(history.removedSince(5)).containsExactly(1L, 4L); // 7 came after 5.
    assertThat(history.removedSince(9)).containsExactly(1L);
  }

  @Test
  void startsFromTheLastStepThatWasSeenAsAWhole() {
    step(5);
    step(9);

    assertThat(history.stepAt(4)).isZero();
    assertThat(history.stepAt(5)).isEqualTo(5);
    assertThat(history.stepAt(8)).isEqualTo(5);
    assertThat(history.stepAt(9)).isEqualTo(9);
    assertThat(history.stepAt(99)).isEqualTo(9);
  }

  /** Row 221. */
  @Test
  void forgetsTheOldestStepsOverItsSize() {
    for (int clock = 1; clock <= 1_000; clock++) {
      step(clock, clock);
      assertThat(history.size()).isLessThanOrEqualTo(11); // The open step weighs 1.
    }
    assertThat(history.stepAt(996)).isEqualTo(996);
    assertThat(history.stepAt(900)).isZero();
  }

  @Test
  void hasNoStepWithoutAChange() {
    step(5);
    step(5);

    assertThat(history.size()).isEqualTo(2);
  }
}
