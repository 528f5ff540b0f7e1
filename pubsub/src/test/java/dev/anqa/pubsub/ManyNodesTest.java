package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link PubSub} above an adapter that reaches other nodes; row 205. */
final class ManyNodesTest {
  private static final Broadcast HELLO = new Broadcast("room:1", "hello", Payload.empty());

  private final MemoryCluster cluster = new MemoryCluster();
  private final List<String> got = new ArrayList<>();
  private final PubSub a = node("a");
  private final PubSub b = node("b");
  private final PubSub c = node("c");

  private PubSub node(String name) {
    PubSub pubsub = PubSub.builder().adapter(cluster.adapter(name)).executor(Runnable::run).build();
    pubsub.subscribe("room:1", 10, _ -> got.add(name));
    return pubsub;
  }

  @Test
  void broadcastsToAllNodes() {
    a.broadcast(HELLO);

    assertThat(got).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void broadcastsLocallyToThisNodeOnly() {
    b.localBroadcast(HELLO);

    assertThat(got).containsExactly("b");
  }

  @Test
  void broadcastsDirectlyToOneNode() {
    a.directBroadcast(c.nodeName(), HELLO);

    assertThat(got).containsExactly("c");
  }

  @Test
  void leavesOutTheSenderOnItsOwnNodeOnly() {
    Subscriber sender = a.subscriptions("room:1").getFirst().subscriber();

    a.broadcastFrom(sender, HELLO);

    assertThat(got).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void reachesNobodyWhenItsOwnAdapterIsClosed() {
    a.close();

    assertThat(a.broadcast(HELLO)).isInstanceOf(BroadcastResult.Failed.class);
    b.broadcast(HELLO);

    assertThat(got).containsExactlyInAnyOrder("b", "c");
  }
}
