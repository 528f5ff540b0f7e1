package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Several replicators and a network that loses, doubles, reorders and splits, driven by one random
 * source; next to each, the plain truth of what was done there.
 */
final class ClusterModel {
  static final Duration PERIOD = Duration.ofMillis(1_500);
  static final int MAX_SILENT_PERIODS = 10;
  static final int CLOCK_SAMPLE_PERIODS = 2;
  static final Duration DOWN = Duration.ofSeconds(30);
  static final Duration PERMDOWN = Duration.ofSeconds(90);

  private static final int SUBSCRIBERS = 4;
  private static final int TOPICS = 2;
  private static final int KEYS = 3;

  private record Packet(String from, String to, ByteBuffer bytes) {}

  private final SplittableRandom random; // Random itself is alike for seeds in a row.
  private final int maxHistory;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Packet> network = new ArrayList<>();
  private final Map<String, Integer> sides = new HashMap<>();

  /** By replica: what its entries were at each of its clocks. */
  private final Map<ReplicaId, TreeMap<Long, Set<String>>> truth = new HashMap<>();

  private long now;
  private long incarnations = 1_000;
  private int names;
  private int metas;

  ClusterModel(long seed) {
    this.random = new SplittableRandom(seed);
    this.maxHistory = List.of(0, 3, 20, 10_000).get(random.nextInt(4));
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      start("n" + names++, ++incarnations);
    }
  }

  /** One life of one node. */
  private final class Node implements Replicator.Out {
    private final ReplicaId id;
    private final TrackerState<Integer> state;
    private final Replicator replicator;

    /** What somebody knows who has only heard the diffs. */
    private final Set<String> heard = new TreeSet<>();

    /** By subscriber, topic and key: what is tracked here. */
    private final Map<List<Object>, String> tracked = new HashMap<>();

    Node(ReplicaId id) {
      this.id = id;
      this.state = new TrackerState<>(id, maxHistory);
      this.replicator =
          new Replicator(
              state,
              new Membership(id, DOWN, PERMDOWN),
              MAX_SILENT_PERIODS,
              CLOCK_SAMPLE_PERIODS,
              this);
      truth.put(id, new TreeMap<>(Map.of(0L, Set.of())));
    }

    @Override
    public void broadcast(TrackerMessage message) {
      nodes.forEach(node -> send(node.id.node(), message));
    }

    @Override
    public void send(String node, TrackerMessage message) {
      if (connected(id.node(), node) && !node.equals(id.node())) {
        network.add(new Packet(id.node(), node, ByteBuffer.wrap(TrackerCodec.encode(message))));
      }
    }

    @Override
    public void changed(Diff diff) {
      for (TrackerEntry leave : diff.leaves()) {
        assertThat(heard.remove(describe(leave))).as("%s hears %s leave", id, leave).isTrue();
      }
      for (TrackerEntry join : diff.joins()) {
        assertThat(heard.add(describe(join))).as("%s hears %s join", id, join).isTrue();
      }
    }

    @Override
    public void event(TrackerEvent event) {}

    void act() {
      int subscriber = random.nextInt(SUBSCRIBERS);
      String topic = "t" + random.nextInt(TOPICS);
      String key = "k" + random.nextInt(KEYS);
      String meta = "{\"m\":" + ++metas + "}";
      List<Object> place = List.of(subscriber, topic, key);
      int dice = random.nextInt(10);
      if (dice < 5) {
        TrackerEntry entry = state.join(subscriber, topic, key, Payload.json(meta));
        assertThat(entry == null).as("already tracked").isEqualTo(tracked.containsKey(place));
        if (entry != null) {
          changed(new Diff(List.of(entry), List.of()));
          tracked.put(place, topic + "/" + key + meta);
        }
      } else if (dice < 7) {
        changed(state.update(subscriber, topic, key, Payload.json(meta)));
        tracked.computeIfPresent(place, (_, _) -> topic + "/" + key + meta);
      } else if (dice < 9) {
        changed(state.leave(subscriber, topic, key));
        tracked.remove(place);
      } else {
        changed(state.leaveAll(subscriber));
        tracked.keySet().removeIf(each -> each.getFirst().equals(subscriber));
      }
      truth.get(id).put(state.clocks().get(id), new TreeSet<>(tracked.values()));
      check();
    }

    void receive(ByteBuffer bytes) throws MalformedMessageException {
      replicator.receive(TrackerCodec.decode(bytes), now);
      check();
    }

    void tick() {
      replicator.tick(now);
      check();
    }

    /** What must be true at any time, whatever was lost. */
    void check() {
      assertThat(heard).as("%s: diffs lead to the state", id).isEqualTo(describe(state.entries()));
      truth.forEach((replica, history) -> {
        ReplicaState view = state.replica(replica);
        if (view != null) {
          assertThat(history).as("%s has been there", replica).containsKey(view.clock());
          assertThat(describe(view.entries()))
              .as("%s sees %s as it was at %s", id, replica, view.clock())
              .isEqualTo(history.get(view.clock()));
        }
      });
    }
  }

  private static Set<String> describe(List<TrackerEntry> entries) {
    Set<String> all = new TreeSet<>();
    entries.forEach(entry -> assertThat(all.add(describe(entry))).isTrue());
    return all;
  }

  private static String describe(TrackerEntry entry) {
    return entry.topic() + "/" + entry.key() + entry.meta().text();
  }

  private Node start(String name, long incarnation) {
    Node node = new Node(new ReplicaId(name, incarnation));
    nodes.add(node);
    return node;
  }

  private boolean connected(String from, String to) {
    return sides.getOrDefault(from, 0).equals(sides.getOrDefault(to, 0));
  }

  private Node any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Does one thing at random. */
  void step() throws MalformedMessageException {
    int dice = random.nextInt(1_000);
    if (dice < 300) {
      any().act();
    } else if (dice < 560) {
      now += random.nextLong(PERIOD.toNanos());
      any().tick();
    } else if (dice < 900) {
      deliver(random.nextInt(100) < 5, random.nextInt(100) < 5);
    } else if (dice < 940) {
      nodes.forEach(node -> sides.put(node.id.node(), random.nextInt(2)));
    } else if (dice < 975) {
      sides.clear();
    } else if (dice < 980) {
      now += random.nextLong(PERMDOWN.toNanos());
    } else if (dice < 995) {
      restart();
    } else {
      leave();
    }
  }

  /** Any packet that is under way, whichever was sent first. */
  private void deliver(boolean lose, boolean keep) throws MalformedMessageException {
    if (network.isEmpty()) {
      return;
    }
    int index = random.nextInt(network.size());
    Packet packet = keep ? network.get(index) : network.remove(index);
    if (lose || !connected(packet.from, packet.to)) {
      return;
    }
    for (Node node : List.copyOf(nodes)) {
      if (node.id.node().equals(packet.to)) {
        node.receive(packet.bytes);
      }
    }
  }

  /** A crash, and a start under the same name or another; at times the wall clock was set back. */
  private void restart() {
    Node dead = any();
    nodes.remove(dead);
    String name = random.nextInt(4) == 0 ? "n" + names++ : dead.id.node();
    boolean clockSetBack = random.nextInt(10) == 0;
    ++incarnations;
    start(name, clockSetBack ? -incarnations : incarnations);
  }

  private void leave() {
    if (nodes.size() > 2) {
      Node leaver = any();
      leaver.replicator.close(/* goodbye= */ true);
      nodes.remove(leaver);
    }
  }

  /** A period in which nothing is done and nothing lost: everybody ticks, all is delivered. */
  private void quietPeriod() throws MalformedMessageException {
    now += PERIOD.toNanos();
    for (Node node : nodes) {
      node.tick();
      if (random.nextBoolean()) {
        deliverAll();
      }
    }
    deliverAll();
  }

  private void deliverAll() throws MalformedMessageException {
    while (!network.isEmpty()) {
      deliver(/* lose= */ false, /* keep= */ false);
    }
  }

  /** Ends all trouble and lets the nodes talk until the dead are known to be dead. */
  void heal() throws MalformedMessageException {
    sides.clear();
    long until = now + DOWN.plus(PERIOD.multipliedBy(3L * MAX_SILENT_PERIODS)).toNanos();
    while (now < until) {
      quietPeriod();
    }
  }

  /** A short split during which things are done, so that nobody is put down. */
  void blink() throws MalformedMessageException {
    nodes.forEach(node -> sides.put(node.id.node(), random.nextInt(2)));
    for (int i = 0; i < 8; i++) {
      any().act();
      now += PERIOD.toNanos();
      nodes.forEach(Node::tick);
    }
    network.clear();
    sides.clear();
  }

  void quietPeriods(int count) throws MalformedMessageException {
    for (int i = 0; i < count; i++) {
      quietPeriod();
    }
  }

  void assertConverged() {
    Set<String> all = new TreeSet<>();
    nodes.forEach(node -> all.addAll(node.tracked.values()));
    for (Node node : nodes) {
      assertThat(node.heard).as("what %s sees in the end", node.id).isEqualTo(all);
      assertThat(node.state.clocks()).as("whom %s knows in the end", node.id).hasSize(nodes.size());
    }
  }
}
