package dev.anqa.conformance.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three Labs as processes on a network of their own, with what can happen to processes and
 * networks, on each way to other nodes. {@code -Danqa.cluster.seeds=N} runs more random seeds, from
 * {@code -Danqa.cluster.firstSeed=F} on; {@code -Danqa.cluster.seed=S} replays one.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS) // For those who ask for many; each has its deadline.
class ClusterProcessTest {
  private static final Duration STORY = Duration.ofMinutes(3);
  private static final Duration SEED = Duration.ofMinutes(2);

  @Test
  void keepsItsPromisesWhateverHappensToItsNodes() {
    Isolation.run(ClusterScenario.class, STORY, "jgroups", "story");
  }

  @Test
  void keepsItsPromisesOnRedisToo() {
    Isolation.run(ClusterScenario.class, STORY, "redis", "story");
  }

  @Test
  void isRightInTheEndAfterRandomTrouble() {
    seeds("jgroups");
  }

  @Test
  void isRightInTheEndAfterRandomTroubleOnRedis() {
    seeds("redis");
  }

  private static void seeds(String way) {
    long first = Long.getLong("anqa.cluster.seed", Long.getLong("anqa.cluster.firstSeed", 1));
    boolean one = Long.getLong("anqa.cluster.seed") != null;
    long last = one ? first : first - 1 + Long.getLong("anqa.cluster.seeds", 1);
    Isolation.run(
        ClusterScenario.class,
        SEED.multipliedBy(last - first + 1),
        way,
        "seeds",
        Long.toString(first),
        Long.toString(last));
  }
}
