package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole nodes in virtual time on a network in trouble. {@code -Danqa.tracker.histories=N} runs more
 * of them, {@code -Danqa.tracker.seed=S} replays one.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // For those who ask for many.
final class TrackerSimulationTest {
  @Test
  void allNodesListTheSameInTheEndWhateverHappened() {
    Seeds.run(
        250,
        seed -> {
          Simulation simulation = new Simulation(seed, 3);
          for (int i = 0; i < 250; i++) {
            simulation.step();
          }
          simulation.heal();
          simulation.time.advance(Simulation.DOWN.plus(Simulation.SILENCE.multipliedBy(2)));
          simulation.assertEqualLists();
        });
  }

  @Test
  void aSplitHealsWithinTwoSilences() {
    Seeds.run(
        100,
        seed -> {
          Simulation simulation = new Simulation(seed, 3 + (int) (seed % 3));
          act(simulation, 30);
          simulation.time.advance(Simulation.SILENCE);
          simulation.assertEqualLists();
          simulation.nodes.forEach(
              node -> simulation.network.side(node.name, simulation.random.nextInt(2)));
          act(simulation, 30);
          simulation.time.advance(Duration.ofMillis(simulation.random.nextLong(80_000)));
          simulation.heal();
          simulation.time.advance(Simulation.SILENCE.multipliedBy(2));
          simulation.assertEqualLists();
        });
  }

  /** The adapters' news, a heartbeat, a request and its answer take a way each. */
  @Test
  void aSplitIsOverWithinTwoPeriodsWhenTheAdapterTells() {
    Duration ways = Duration.ofMillis(4 * SimulatedNetwork.MAX_DELAY_MILLIS);
    Seeds.run(
        200,
        seed -> {
          Simulation simulation = new Simulation(seed, 3 + (int) (seed % 3));
          act(simulation, 30);
          simulation.time.advance(Simulation.SILENCE);
          simulation.nodes.forEach(
              node -> simulation.network.side(node.name, simulation.random.nextInt(2)));
          act(simulation, 30);
          simulation.time.advance(Duration.ofMillis(simulation.random.nextLong(80_000)));
          simulation.network.healAndTell();
          simulation.time.advance(Simulation.PERIOD.multipliedBy(2).plus(ways));
          simulation.assertEqualLists();
        });
  }

  @Test
  void whatANodeTrackedIsGoneSoonAfterItCrashedAndNothingElse() {
    Seeds.run(
        100,
        seed -> {
          Simulation simulation = new Simulation(seed, 3);
          act(simulation, 30);
          simulation.time.advance(
              Simulation.SILENCE.plusMillis(simulation.random.nextLong(20_000)));
          Simulation.Node dead = simulation.any();
          dead.crash();
          List<Integer> before = simulation.nodes.stream().map(node -> node.diffs).toList();
          simulation.time.advance(Simulation.DOWN.plusSeconds(2));
          simulation.assertEqualLists();
          for (int i = 0; i < before.size(); i++) {
            assertThat(simulation.nodes.get(i).diffs - before.get(i)).isBetween(0, 2); // A shard.
          }
        });
  }

  private static void act(Simulation simulation, int times) {
    for (int i = 0; i < times; i++) {
      simulation.time.advance(Duration.ofMillis(simulation.random.nextLong(300)));
      simulation.any().act();
    }
  }
}
