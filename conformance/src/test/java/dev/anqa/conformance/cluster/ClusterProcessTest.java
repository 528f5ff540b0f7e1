package dev.anqa.conformance.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three Labs as processes on a network of their own, with what can happen to processes and
 * networks. {@code -Danqa.cluster.seeds=N} runs more random seeds, {@code -Danqa.cluster.seed=S}
 * replays one.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS) // For those who ask for many; each has its deadline.
class ClusterProcessTest {
  private static final Duration STORY = Duration.ofMinutes(3);
  private static final Duration SEED = Duration.ofMinutes(2);

  @Test
  void keepsItsPromisesWhateverHappensToItsNodes() {
    Isolation.run(ClusterScenario.class, STORY, "story");
  }

  @Test
  void isRightInTheEndAfterRandomTrouble() {
    long only = Long.getLong("anqa.cluster.seed", 0);
    long first = only > 0 ? only : 1;
    long last = only > 0 ? only : Long.getLong("anqa.cluster.seeds", 1);
    Isolation.run(
        ClusterScenario.class,
        SEED.multipliedBy(last - first + 1),
        "seeds",
        Long.toString(first),
        Long.toString(last));
  }
}
