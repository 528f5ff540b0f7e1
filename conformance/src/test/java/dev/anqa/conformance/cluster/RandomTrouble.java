package dev.anqa.conformance.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that come, change and go at random, while nodes are killed, restarted, paused and cut off
 * from each other; after it, all must be right. What is done follows from the seed, how the three
 * processes take it does not.
 */
final class RandomTrouble {
  private static final int STEPS = 14;

  private final long seed;
  private final Trio trio;
  private final SplittableRandom random;
  private final String topic;
  private final List<Visitor> visitors = new ArrayList<>();

  /** By user, what is tracked. */
  private final Map<String, String> truth = new HashMap<>();

  private int users;
  private int changes;

  RandomTrouble(long seed, Trio trio) {
    this.seed = seed;
    this.trio = trio;
    this.random = new SplittableRandom(seed);
    this.topic = "pres:seed" + seed;
  }

  void run() {
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    trio.way.heal();
    trio.awaitOneCluster();
    Duration bound = trio.down.plus(trio.period.multipliedBy(2)).plusSeconds(2);
    Trio.awaitPresent(bound, topic, new TreeMap<>(truth), trio.nodes, visitors);
    visitors.forEach(Visitor::assertUndisturbed);
    visitors.forEach(Visitor::close);
    Trio.awaitPresent(bound, topic, Map.of(), trio.nodes, List.of());
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 35) {
      come(anyNode());
    } else if (dice < 45) {
      some(
          " goes",
          (Visitor visitor) -> {
            visitor.close();
            forget(visitor);
          });
    } else if (dice < 55) {
      some(
          " changes",
          (Visitor visitor) -> {
            if (truth.containsKey(visitor.user)) {
              visitor.update(++changes);
              truth.put(visitor.user, "away " + changes);
            }
          });
    } else if (dice < 60) {
      some(
          " is present no more",
          (Visitor visitor) -> {
            visitor.untrack();
            truth.remove(visitor.user);
          });
    } else if (dice < 72) {
      restart(anyNode(), /* kill= */ random.nextInt(3) > 0);
    } else if (dice < 80) {
      cut();
    } else if (dice < 87) {
      note("heal");
      trio.way.heal();
    } else if (dice < 92) {
      pause(anyNode());
    } else {
      linger(random.nextInt(2_000));
    }
  }

  private void note(String what) {
    ClusterScenario.say("seed " + seed + ": " + what);
  }

  private interface Act {
    void on(Visitor visitor);
  }

  private void some(String what, Act act) {
    if (!visitors.isEmpty()) {
      Visitor visitor = visitors.get(random.nextInt(visitors.size()));
      note(visitor + what);
      act.on(visitor);
    }
  }

  private LabNode anyNode() {
    return trio.nodes.get(random.nextInt(trio.nodes.size()));
  }

  private void come(LabNode node) {
    String user = "u" + users++;
    note(user + " comes to " + node.name);
    visitors.add(new Visitor(node, topic, user));
    truth.put(user, "away ");
  }

  private void forget(Visitor visitor) {
    visitors.remove(visitor);
    truth.remove(visitor.user);
  }

  private void restart(LabNode node, boolean kill) {
    note((kill ? "kill " : "restart ") + node.name);
    if (kill) {
      node.kill();
    } else {
      node.terminate();
    }
    for (Visitor visitor : List.copyOf(visitors)) {
      if (visitor.node == node) {
        forget(visitor);
        visitor.close();
      }
    }
    linger(random.nextInt(3_000));
    node.start();
    node.awaitReady();
  }

  /** One node from the others, or another trouble of the way. */
  private void cut() {
    LabNode node = anyNode();
    if (random.nextInt(4) > 0) {
      note("cut off " + node.name);
      trio.cutOff(node);
    } else {
      LabNode other = trio.allBut(node).get(random.nextInt(2));
      note(trio.way.disturb(node, other));
    }
    linger(random.nextInt(6_000));
  }

  private void pause(LabNode node) {
    note("pause " + node.name);
    node.pause();
    linger(random.nextInt(6_000));
    node.resume();
  }

  /** Lets time pass, which is itself part of the trouble. */
  private static void linger(int millis) {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Says that this is the seed that failed. */
  AssertionError failed(Throwable cause) {
    return new AssertionError(
        "Replay with -Danqa.cluster.seed=" + seed + ": " + cause.getMessage() + "\n" + trio, cause);
  }
}
