package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.SimulatedTime;
import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whole nodes, each with a {@link PubSub} and a {@link Tracker}, on one thread. */
final class Simulation {
  static final Duration PERIOD = Duration.ofMillis(1_500);
  static final Duration SILENCE = PERIOD.multipliedBy(10);
  static final Duration DOWN = Duration.ofSeconds(30);

  private static final List<String> TOPICS = List.of("t0", "t1", "t2", "t3");
  private static final int OWNERS = 4;
  private static final int KEYS = 3;

  final SplittableRandom random;
  final SimulatedTime time = new SimulatedTime();
  final SimulatedNetwork network;
  final List<Node> nodes = new ArrayList<>();

  private final int shards;
  private final int maxDeltaSize;
  private int names;
  private int metas;

  /** What a node saw that is wrong, if one did; the first. */
  private @Nullable AssertionError wrong;

  Simulation(long seed, int nodeCount) {
    random = new SplittableRandom(seed);
    network = new SimulatedNetwork(time, random.split());
    shards = 1 + random.nextInt(2);
    maxDeltaSize = List.of(1, 5, 10_000).get(random.nextInt(3));
    for (int i = 0; i < nodeCount; i++) {
      start("n" + names++, Duration.ZERO);
    }
  }

  /** One life of one node. */
  final class Node implements Time {
    final String name;

    /** What a listener of the diffs knows: by topic, the refs. */
    final Map<String, Set<String>> heard = new TreeMap<>();

    /** By owner, topic and key: what is tracked here. */
    final Map<List<String>, String> tracked = new HashMap<>();

    int diffs;

    private final Duration skew;
    private final PubSub pubsub;
    private final Tracker tracker;
    private boolean crashed;

    Node(String name, Duration skew) {
      this.name = name;
      this.skew = skew;
      this.pubsub = PubSub.builder().adapter(network.join(name)).executor(Runnable::run).build();
      TrackerOptions options =
          new TrackerOptions("users")
              .shards(shards)
              .maxDeltaSize(maxDeltaSize)
              .permdownPeriod(Duration.ofSeconds(90))
              .executor(Runnable::run)
              .random(random.split());
      this.tracker = Tracker.start(pubsub, this, options, this::handleDiff);
      tracker.listen(this::check);
    }

    private void check(TrackerEvent event) {
      if (event instanceof TrackerEvent.DiffHandlerFailed
          || event instanceof TrackerEvent.MalformedMessage) {
        wrong = new AssertionError(event);
      }
    }

    /** On a shard's thread, which goes on whatever it throws; so what is wrong is kept. */
    private void handleDiff(List<TrackerDiff> all) {
      diffs++;
      try {
        check(all);
      } catch (AssertionError e) {
        wrong = wrong == null ? e : wrong;
      }
    }

    private void check(List<TrackerDiff> all) {
      for (TrackerDiff diff : all) {
        Set<String> refs = heard.computeIfAbsent(diff.topic(), _ -> new TreeSet<>());
        for (TrackerEntry leave : diff.leaves()) {
          assertThat(refs.remove(leave.ref())).as("%s hears %s leave", name, leave).isTrue();
        }
        for (TrackerEntry join : diff.joins()) {
          assertThat(refs.add(join.ref())).as("%s hears %s join", name, join).isTrue();
        }
        assertThat(refs(diff.topic())).as("%s lists what it heard", name).isEqualTo(refs);
      }
    }

    Set<String> refs(String topic) {
      Set<String> refs = new TreeSet<>();
      tracker.list(topic).forEach(entry -> assertThat(refs.add(entry.ref())).isTrue());
      return refs;
    }

    // Time, as this node's clocks tell it, until it crashes.

    @Override
    public Instant now() {
      return time.now().plus(skew);
    }

    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      return time.after(
          delay,
          () -> {
            if (!crashed) {
              task.run();
            }
          });
    }

    void act() {
      String owner = "o" + random.nextInt(OWNERS);
      String topic = TOPICS.get(random.nextInt(TOPICS.size()));
      String key = "k" + random.nextInt(KEYS);
      String meta = "{\"m\":" + ++metas + "}";
      List<String> place = List.of(owner, topic, key);
      int dice = random.nextInt(10);
      if (dice < 5) {
        boolean done = tracker.track(owner, topic, key, Payload.json(meta)).isPresent();
        assertThat(done).isEqualTo(!tracked.containsKey(place));
        tracked.putIfAbsent(place, meta);
      } else if (dice < 7) {
        boolean done = tracker.update(owner, topic, key, Payload.json(meta)).isPresent();
        assertThat(done).isEqualTo(tracked.containsKey(place));
        tracked.computeIfPresent(place, (_, _) -> meta);
      } else if (dice < 9) {
        tracker.untrack(owner, topic, key);
        tracked.remove(place);
      } else {
        tracker.ended(owner);
        tracked.keySet().removeIf(each -> each.getFirst().equals(owner));
      }
      assertThat(listed()).as("%s lists its own", name).containsAll(own());
    }

    /** What is tracked here, as lists show it. */
    List<String> own() {
      return tracked.entrySet().stream()
          .map(each -> each.getKey().get(1) + "/" + each.getKey().get(2) + each.getValue())
          .sorted()
          .toList();
    }

    /** What is listed here, by its meta, which no two entries share. */
    List<String> listed() {
      return TOPICS.stream()
          .flatMap(topic -> tracker.list(topic).stream())
          .map(entry -> entry.topic() + "/" + entry.key() + entry.meta().text())
          .sorted()
          .toList();
    }

    void crash() {
      crashed = true;
      nodes.remove(this);
      pubsub.close();
    }

    /** An orderly end; owners may have ended before. */
    void stop() {
      if (random.nextBoolean()) {
        for (int i = 0; i < OWNERS; i++) {
          tracker.ended("o" + i);
        }
      }
      if (random.nextBoolean()) {
        tracker.gracefulPermdown();
      } else {
        tracker.close();
      }
      crash();
    }
  }

  Node start(String name, Duration skew) {
    Node node = new Node(name, skew);
    nodes.add(node);
    return node;
  }

  Node any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Does one thing at random, and lets some time pass. */
  void step() {
    time.advance(Duration.ofMillis(random.nextLong(600)));
    assertNothingWrong();
    int dice = random.nextInt(100);
    if (dice < 75) {
      any().act();
    } else if (dice < 82) {
      nodes.forEach(node -> network.side(node.name, random.nextInt(2)));
    } else if (dice < 90) {
      network.heal();
    } else if (dice < 93) {
      network.trouble(List.of(0, 10, 60).get(random.nextInt(3)));
    } else if (dice < 95) {
      time.advance(Duration.ofMillis(random.nextLong(100_000)));
    } else if (dice < 99) {
      restart();
    } else if (nodes.size() < 6) {
      start("n" + names++, Duration.ZERO);
    }
  }

  /** A crash or an orderly end, and a start under the same name or another. */
  private void restart() {
    Node node = any();
    if (random.nextBoolean()) {
      node.crash();
    } else {
      node.stop();
    }
    time.advance(Duration.ofMillis(1 + random.nextLong(3_000)));
    String name = random.nextInt(3) == 0 ? "n" + names++ : node.name;
    start(name, Duration.ofMillis(random.nextLong(4_000) - 2_000));
  }

  void heal() {
    network.heal();
    network.trouble(0);
  }

  private void assertNothingWrong() {
    if (wrong != null) {
      throw wrong;
    }
  }

  void assertEqualLists() {
    assertNothingWrong();
    List<String> all =
        Stream.of(nodes.toArray(Node[]::new))
            .flatMap(node -> node.own().stream())
            .sorted()
            .toList();
    for (Node node : nodes) {
      assertThat(node.listed()).as("what %s lists in the end", node.name).isEqualTo(all);
      for (String topic : TOPICS) {
        assertThat(node.refs(topic)).isEqualTo(nodes.getFirst().refs(topic));
        assertThat(node.heard.getOrDefault(topic, Set.of())).isEqualTo(node.refs(topic));
      }
    }
  }
}
