package dev.anqa.tracker;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories of a small cluster against the truth. {@code -Danqa.tracker.histories=N} runs
 * more of them, {@code -Danqa.tracker.seed=S} replays one.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // For those who ask for many.
final class TrackerStateModelTest {
  private static final int STEPS = 400;

  @Test
  void everyNodeSeesTheTruthInTheEndAndOnlyWhatWasTrueBefore() {
    Seeds.run(
        2_000,
        seed -> {
          ClusterModel cluster = new ClusterModel(seed);
          for (int i = 0; i < STEPS; i++) {
            cluster.step();
          }
          cluster.heal();
          cluster.assertConverged();
        });
  }

  @Test
  void agreesAFewPeriodsAfterASplitThatNobodyNoticed() {
    int periods = ClusterModel.MAX_SILENT_PERIODS + 2 * ClusterModel.CLOCK_SAMPLE_PERIODS + 1;
    Seeds.run(
        500,
        seed -> {
          ClusterModel cluster = new ClusterModel(seed);
          cluster.quietPeriods(5);
          cluster.assertConverged();
          for (int i = 0; i < 5; i++) {
            cluster.blink();
            cluster.quietPeriods(periods);
            cluster.assertConverged();
          }
        });
  }
}
