package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;

/** Three nodes, each on a machine of its own, and what is between them. */
final class Trio implements AutoCloseable {
  /** How long nodes may take to find each other, or to notice that they have lost each other. */
  static final Duration REGROUPING = Duration.ofSeconds(60);

  final Duration period;
  final Duration down;
  final Way way;
  final List<LabNode> nodes;

  /**
   * Starts them and awaits that they are one cluster.
   *
   * @param wayName a {@link Way#of}
   * @param period the broadcast period of presence
   * @param down its down period
   * @param jvmOptions further ones
   */
  Trio(String wayName, Duration period, Duration down, String... jvmOptions) {
    Network network = new Network(4);
    this.way = Way.of(wayName, network);
    this.period = period;
    this.down = down;
    List<String> options = new ArrayList<>(List.of(jvmOptions));
    options.add("-Xmx256m");
    options.add("-Danqa.lab.presence.period=" + period);
    options.add("-Danqa.lab.presence.down=" + down);
    nodes =
        IntStream.rangeClosed(1, 3).mapToObj(i -> new LabNode(network, way, i, options)).toList();
    nodes.forEach(LabNode::awaitReady);
    awaitOneCluster();
  }

  /** Each node knows all. */
  void awaitOneCluster() {
    awaitMembers(nodes);
  }

  /** Each of these knows these and no other. */
  void awaitMembers(List<LabNode> group) {
    List<String> names = group.stream().map(node -> node.name).toList();
    within(
        REGROUPING,
        () ->
            assertThat(group)
                .allSatisfy(node -> assertThat(node.members()).as(node.name).isEqualTo(names)));
  }

  /** Cuts a node off from both others. */
  void cutOff(LabNode node) {
    way.cutOff(node, allBut(node));
  }

  List<LabNode> allBut(LabNode node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  static void within(Duration bound, ThrowingRunnable assertion) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .atMost(bound)
        .untilAsserted(assertion);
  }

  /** All these nodes list these presences within that time, and all these clients see them. */
  static void awaitPresent(
      Duration bound,
      String topic,
      Map<String, String> expected,
      Collection<LabNode> nodes,
      Collection<Visitor> visitors) {
    within(
        bound,
        () -> {
          for (LabNode node : nodes) {
            assertThat(node.present(topic)).as("list of %s", node.name).isEqualTo(expected);
          }
          for (Visitor visitor : visitors) {
            assertThat(visitor.present()).as("what %s sees", visitor).isEqualTo(expected);
          }
        });
  }

  @Override
  public void close() {
    nodes.forEach(LabNode::close);
    way.close();
  }

  /** What the nodes wrote, for whoever looks into a failure. */
  @Override
  public String toString() {
    return String.join("\n\n", nodes.stream().map(LabNode::toString).toList());
  }
}
