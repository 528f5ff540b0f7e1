package dev.anqa.conformance.cluster;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What connects Labs that are machines of one {@link Network}. */
interface Way extends AutoCloseable {
  /** Options of the Lab on a machine. */
  List<String> options(int machine);

  /** Loses all that goes between a node and the others; nobody is told. */
  void cutOff(LabNode node, List<LabNode> others);

  /** Does something else that may happen, and says what. */
  String disturb(LabNode node, LabNode other);

  /** Ends what the two above did. */
  void heal();

  @Override
  void close();

  /** The way that an argument names. */
  static Way of(String name, Network network) {
    return switch (name) {
      case "jgroups" -> new PeerToPeer(network);
      case "redis" -> new ThroughRedis(network);
      default -> throw new IllegalArgumentException(name + " (expected: jgroups or redis)");
    };
  }

  /** Each node talks to each. */
  record PeerToPeer(Network network) implements Way {
    private static final int PORT = 7800;

    @Override
    public List<String> options(int machine) {
      String peers =
          IntStream.rangeClosed(1, 3)
              .mapToObj(i -> Network.address(i) + ":" + PORT)
              .collect(Collectors.joining(","));
      return List.of(
          "--cluster", "jgroups", "--cluster-port", Integer.toString(PORT), "--peers", peers);
    }

    @Override
    public void cutOff(LabNode node, List<LabNode> others) {
      others.forEach(other -> network.cut(node.machine, other.machine));
    }

    @Override
    public String disturb(LabNode node, LabNode other) {
      network.cut(node.machine, other.machine);
      return "cut " + node.name + " from " + other.name;
    }

    @Override
    public void heal() {
      network.heal();
    }

    @Override
    public void close() {}
  }
}
