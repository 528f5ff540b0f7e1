package dev.anqa.tracker;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.SimulatedTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Adapters between which everything can go wrong. */
final class SimulatedNetwork {
  static final long MAX_DELAY_MILLIS = 400;

  private final SimulatedTime time;
  private final RandomGenerator random;
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Integer> sides = new HashMap<>();

  /** Of 100 messages, how many are lost; and as many come twice. */
  private int trouble;

  SimulatedNetwork(SimulatedTime time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  /** The way of one node; it takes the place of an earlier one of that name. */
  Adapter join(String name) {
    return new Node(name);
  }

  void trouble(int percent) {
    trouble = percent;
  }

  /** Puts a node on one of two sides. */
  void side(String node, int side) {
    sides.put(node, side);
  }

  void heal() {
    sides.clear();
  }

  /** Joins the two sides again: one node after the other, each told by its adapter. */
  void healAndTell() {
    AdapterEvent healed = new AdapterEvent.PartitionHealed(List.of());
    nodes.forEach((name, node) ->
        time.after(
            Duration.ofMillis(random.nextLong(MAX_DELAY_MILLIS)),
            () -> {
              sides.remove(name);
              node.receiver.happened(healed);
            }));
  }

  private boolean connected(String from, String to) {
    return sides.getOrDefault(from, 0).equals(sides.getOrDefault(to, 0));
  }

  private void send(String from, String to, Broadcast broadcast) {
    if (!connected(from, to) || random.nextInt(100) < trouble) {
      return;
    }
    int copies = random.nextInt(100) < trouble ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      time.after(
          Duration.ofMillis(random.nextLong(MAX_DELAY_MILLIS)), () -> arrive(from, to, broadcast));
    }
  }

  private void arrive(String from, String to, Broadcast broadcast) {
    Node node = nodes.get(to);
    if (node != null && connected(from, to)) {
      node.receiver.receive(broadcast);
    }
  }

  private final class Node implements Adapter {
    private final String name;
    private Receiver receiver;
    private boolean closed;

    Node(String name) {
      this.name = name;
    }

    @Override
    public void start(Receiver receiver) {
      this.receiver = receiver;
      nodes.put(name, this);
    }

    @Override
    public String nodeName() {
      return name;
    }

    @Override
    public List<String> members() {
      return closed ? List.of() : List.copyOf(nodes.keySet());
    }

    @Override
    public BroadcastResult broadcast(Broadcast broadcast) {
      nodes.keySet().stream()
          .filter(each -> !each.equals(name))
          .forEach(each -> directBroadcast(each, broadcast));
      return directBroadcast(name + "?", broadcast);
    }

    @Override
    public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
      if (closed) {
        return BroadcastResult.failed("crashed");
      }
      send(name, node, broadcast);
      return BroadcastResult.ok();
    }

    @Override
    public void close() {
      closed = true;
      nodes.remove(name, this);
    }
  }
}
