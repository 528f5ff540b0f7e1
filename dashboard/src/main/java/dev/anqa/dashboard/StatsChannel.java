package dev.anqa.dashboard;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The numbers of one node, a {@code sample} each second. They are broadcast by the {@link Sampler}
 * of that node, whoever's page shows them; here is only told that somebody looks.
 */
final class StatsChannel implements Channel {
  /** Of topics; the rest is the endpoint's name and the node's. */
  private static final String PREFIX = "anqa:dashboard:stats:";

  /** How often a node is told; well below {@link Sampler#LEASE}. */
  static final Duration RENEWAL = Duration.ofSeconds(5);

  /**
   * The cluster.
   *
   * @param endpoint the name of the endpoint, as several may share the topics
   * @param own this node
   * @param all the nodes that this one sees
   * @param tell sends a word on a topic to a node
   */
  record Nodes(
      String endpoint, String own, Supplier<List<String>> all, BiConsumer<String, String> tell) {
    String ownTopic() {
      return PREFIX + endpoint + ":" + own;
    }

    /** The topic on which a sampler hears that somebody looks; on its node alone. */
    String wanted() {
      return "anqa:dashboard:wanted:" + endpoint;
    }
  }

  private enum Renew {
    NOW
  }

  private final Nodes nodes;
  private final Sampler sampler;
  private String node = "";

  StatsChannel(Nodes nodes, Sampler sampler) {
    this.nodes = nodes;
    this.sampler = sampler;
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    String prefix = PREFIX + nodes.endpoint() + ":";
    if (!topic.startsWith(prefix)) {
      return JoinResult.refused("no such endpoint");
    }
    node = topic.substring(prefix.length());
    boolean here = node.equals(nodes.own());
    if (!here && !nodes.all().get().contains(node)) {
      return JoinResult.refused("no such node");
    }
    renew();
    socket.sendSelfEvery(RENEWAL, Renew.NOW);
    return JoinResult.ok(Map.of("history", here ? sampler.history() : List.of()));
  }

  @Override
  public void handleInfo(Object message, ChannelSocket socket) {
    renew();
  }

  private void renew() {
    if (node.equals(nodes.own())) {
      sampler.wanted();
    } else {
      nodes.tell().accept(node, nodes.wanted());
    }
  }
}
