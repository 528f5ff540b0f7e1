package dev.anqa.tracker;

import org.junit.jupiter.api.Assertions;

/** Runs a test for many seeds and names the one that fails. */
final class Seeds {
  /** What is done for a seed. */
  interface Trial {
    void run(long seed) throws Exception;
  }

  private Seeds() {}

  /**
   * Runs the seeds from 1 to {@code anqa.tracker.histories}, by default the given number; or only
   * {@code anqa.tracker.seed} if that is set.
   */
  static void run(int histories, Trial trial) {
    Long only = Long.getLong("anqa.tracker.seed");
    if (only != null) {
      runOne(only, trial);
      return;
    }
    int count = Integer.getInteger("anqa.tracker.histories", histories);
    for (long seed = 1; seed <= count; seed++) {
      runOne(seed, trial);
    }
  }

  private static void runOne(long seed, Trial trial) {
    try {
      trial.run(seed);
    } catch (Exception | AssertionError e) {
      Assertions.fail("Replay with -Danqa.tracker.seed=" + seed + ": " + e.getMessage(), e);
    }
  }
}
