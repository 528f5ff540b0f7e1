package dev.anqa.cluster;

import static dev.anqa.cluster.TestNode.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Payload;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jgroups.protocols.DISCARD;
import org.junit.jupiter.api.Test;

final class ClusterTest {
  private final TestCluster cluster = new TestCluster();

  @Test
  void tellsWhoComesAndWhoGoes() {
    try (TestNode a = new TestNode(cluster.node("a"))) {
      TestNode b = new TestNode(cluster.node("b"));
      a.awaitMembers("a", "b");

      assertThat(a.cluster.members()).containsExactly("a", "b");
      a.awaitEvent(new AdapterEvent.NodeJoined("b"));
      assertThat(b.events)
          .contains(new AdapterEvent.NodeJoined("a"))
          .doesNotContain(new AdapterEvent.NodeJoined("b"));

      b.close();
      a.awaitEvent(new AdapterEvent.NodeLeft("b"));
      a.awaitMembers("a");
      assertThat(b.cluster.members()).isEmpty();
    }
  }

  @Test
  void tellsWhereItIsConnected() {
    try (TestNode a = new TestNode(cluster.node("a"))) {
      assertThat(a.events)
          .contains(
              new AdapterEvent.Connected(
                  "cluster " + cluster.name + " at 127.0.0.1:" + cluster.firstPort));
    }
  }

  @Test
  void givesUpANodeThatIsKilledWithinTwoSeconds() throws Exception {
    try (TestNode a = new TestNode(cluster.node("a").failureTimeout(Duration.ofMinutes(1)));
        TestNode b = new TestNode(cluster.node("b").failureTimeout(Duration.ofMinutes(1)));
        TestNode c = new TestNode(cluster.node("c").failureTimeout(Duration.ofMinutes(1)))) {
      List.of(a, b, c).forEach(each -> each.awaitMembers("a", "b", "c"));

      long began = System.nanoTime();
      a.kill(); // The oldest, which leads.
      List.of(b, c).forEach(each -> each.awaitMembers("b", "c"));

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      b.awaitEvent(new AdapterEvent.NodeLeft("a"));
      b.broadcast("after");
      c.awaitReceived("after");
    }
  }

  @Test
  void servesBothSidesOfAPartitionAndHealsIt() throws Exception {
    try (TestNode a = new TestNode(cluster.node("a"));
        TestNode b = new TestNode(cluster.node("b"));
        TestNode c = new TestNode(cluster.node("c"))) {
      List.of(a, b, c).forEach(each -> each.awaitMembers("a", "b", "c"));

      DISCARD cut = c.cutOff();
      c.awaitMembers("c");
      a.awaitMembers("a", "b");
      a.broadcast("while apart");
      b.awaitReceived("while apart");
      assertThat(c.cluster.broadcast(event("from the lonely"))).isEqualTo(BroadcastResult.ok());

      cut.discardAll(false);
      List.of(a, b, c).forEach(each -> each.awaitMembers("a", "b", "c"));
      a.broadcast("together");
      c.awaitReceived("together"); // What was sent while apart does not come later.
      b.awaitReceived("while apart", "together");
      assertThat(a.events)
          .anySatisfy(event ->
              assertThat(event)
                  .isInstanceOfSatisfying(
                      AdapterEvent.PartitionHealed.class,
                      healed ->
                          assertThat(healed.groups())
                              .containsExactlyInAnyOrder(List.of("a", "b"), List.of("c"))));
    }
  }

  @Test
  void neverHoldsUpWhoBroadcastsWhenANodeStandsStill() throws Exception {
    CountDownLatch standing = new CountDownLatch(1);
    AtomicInteger got = new AtomicInteger();
    Cluster still = cluster.node("still").failureTimeout(Duration.ofMinutes(5)).build();
    try (TestNode a =
            new TestNode(
                cluster.node("a").failureTimeout(Duration.ofMinutes(5)).queue(100, 1 << 20));
        still) {
      still.start(_ -> {
        awaitUninterruptibly(standing);
        got.incrementAndGet();
      });
      a.awaitMembers("a", "still");
      Broadcast large = new Broadcast("room:1", "e", Payload.binary(new byte[50_000]));

      int sent = 0;
      long slowest = 0;
      BroadcastResult result = BroadcastResult.ok();
      while (result instanceof BroadcastResult.Ok) {
        long began = System.nanoTime();
        result = a.cluster.broadcast(large);
        slowest = Math.max(slowest, System.nanoTime() - began);
        sent += result instanceof BroadcastResult.Ok ? 1 : 0;
        assertThat(sent).isLessThan(10_000);
      }

      assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
      assertThat(result)
          .isInstanceOfSatisfying(
              BroadcastResult.Failed.class,
              failed -> assertThat(failed.reason()).contains("queue to other nodes is full"));
      standing.countDown();
      int expected = sent;
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(() -> assertThat(got).as("%s", a.events).hasValue(expected));
      assertThat(a.cluster.broadcast(large)).isEqualTo(BroadcastResult.ok());
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void sendsWhatWaitsBeforeItLeaves() {
    try (TestNode b = new TestNode(cluster.node("b"))) {
      TestNode a = new TestNode(cluster.node("a"));
      b.awaitMembers("a", "b");
      String[] all = IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);

      for (String each : all) {
        a.broadcast(each);
      }
      a.close();

      b.awaitReceived(all);
    }
  }

  @Test
  void talksToTheYoungerOfTwoWithOneName() throws Exception {
    try (TestNode a = new TestNode(cluster.node("a"));
        TestNode b = new TestNode(cluster.node("b"));
        TestNode again = new TestNode(cluster.node("b"))) {
      await()
          .atMost(TestNode.PATIENCE)
          .until(() -> {
            a.cluster.directBroadcast("b", event("early")); // It may not know the younger one yet.
            return again.received.contains("early");
          });

      a.cluster.directBroadcast("b", event("hello")).orThrow();

      await().atMost(TestNode.PATIENCE).until(() -> again.received.contains("hello"));
      assertThat(b.received).doesNotContain("hello");
    }
  }

  @Test
  void deliversOnVirtualThreads() {
    try (TestNode a = new TestNode(cluster.node("a"));
        TestNode b = new TestNode(cluster.node("b"))) {
      a.awaitMembers("a", "b");
      b.awaitMembers("a", "b");
      a.broadcast("1");
      b.awaitReceived("1");
      assertThat(b.receivedOn).isNotEmpty().allMatch(Thread::isVirtual);
    }
  }

  @Test
  void refusesWhatIsTooLarge() {
    try (TestNode a = new TestNode(cluster.node("a").maxPayloadBytes(10))) {
      assertThat(a.cluster.broadcast(new Broadcast("t", "e", Payload.binary(new byte[11]))))
          .isEqualTo(BroadcastResult.failed("payload of 11 bytes (expected: <= 10)"));
    }
  }

  @Test
  void findsItsPeersByAddress() {
    int one = TestCluster.freePort();
    int two = TestCluster.freePort();
    String[] peers = {"localhost:" + one, "127.0.0.1:" + two};
    try (TestNode a = new TestNode(cluster.node("a").bind("127.0.0.1").port(one).peers(peers));
        TestNode b = new TestNode(cluster.node("b").bind("127.0.0.1").port(two).peers(peers))) {
      a.awaitMembers("a", "b");
      b.awaitMembers("a", "b");
    }
  }

  @Test
  void findsOthersByDns() {
    try (TestNode a = new TestNode(cluster.node("a").bind("127.0.0.1").dns("localhost"));
        TestNode b = new TestNode(cluster.node("b").bind("127.0.0.2").dns("localhost"))) {
      b.awaitMembers("a", "b");
      a.awaitMembers("a", "b");
    }
  }

  @Test
  void doesNotMeetAnotherCluster() {
    try (TestNode a = new TestNode(cluster.node("a"));
        TestNode other = new TestNode(cluster.node("b").name("other-" + cluster.name));
        TestNode b = new TestNode(cluster.node("b"))) {
      a.awaitMembers("a", "b");
      a.broadcast("hello");
      b.awaitReceived("hello");

      assertThat(other.cluster.members()).containsExactly("b");
      assertThat(other.received).isEmpty();
    }
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Cluster node =
          cluster.node("a").bind("127.0.0.1").port(port).peers("127.0.0.1:" + port).build();

      assertThatThrownBy(() -> node.start(_ -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "Cannot join the cluster " + cluster.name + " at 127.0.0.1:" + port + ": ");
    }
  }

  @Test
  void startsOnce() {
    try (TestNode a = new TestNode(cluster.node("a"))) {
      assertThatThrownBy(() -> a.cluster.start(_ -> {})).isInstanceOf(IllegalStateException.class);
    }
  }
}
