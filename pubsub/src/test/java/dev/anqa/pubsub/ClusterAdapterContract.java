package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Adapter} promises that reaches other nodes. */
public abstract class ClusterAdapterContract extends AdapterContract {
  /**
   * Waits until what one of these sends reaches all others. Nothing to do by default.
   *
   * @param started all that are started and not closed
   */
  protected void awaitConnected(List<Adapter> started) {}

  private List<Node> connect(String... names) {
    List<Node> nodes = new ArrayList<>();
    for (String name : names) {
      nodes.add(start(name));
    }
    awaitConnected(nodes.stream().map(Node::adapter).toList());
    return nodes;
  }

  @Test
  final void givesNodesNamesOfTheirOwn() {
    assertThat(connect("a", "b", "c"))
        .extracting(node -> node.adapter().nodeName())
        .doesNotHaveDuplicates();
  }

  @Test
  final void knowsItsMembers() {
    List<Node> nodes = connect("a", "b", "c");
    List<String> names = nodes.stream().map(node -> node.adapter().nodeName()).toList();
    awaitMembers(nodes, names);

    nodes.get(1).adapter().close();

    awaitMembers(List.of(nodes.get(0), nodes.get(2)), List.of(names.get(0), names.get(2)));
  }

  private static void awaitMembers(List<Node> nodes, List<String> names) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(nodes)
                .allSatisfy(node ->
                    assertThat(node.adapter().members())
                        .containsExactlyInAnyOrderElementsOf(names)));
  }

  @Test
  final void reachesAllOthersAndNotItself() {
    List<Node> nodes = connect("a", "b", "c");

    assertThat(nodes.get(0).adapter().broadcast(event("hello"))).isEqualTo(BroadcastResult.ok());

    nodes.get(1).awaitReceived(event("hello"));
    nodes.get(2).awaitReceived(event("hello"));
    nodes.get(0).awaitMark();
    assertThat(nodes.get(0).received()).isEmpty();
  }

  @Test
  final void reachesOneNodeDirectly() {
    List<Node> nodes = connect("a", "b", "c");
    String name = nodes.get(1).adapter().nodeName();

    nodes.get(0).adapter().directBroadcast(name, event("direct"));
    nodes.get(0).adapter().broadcast(event("all"));

    await().atMost(PATIENCE).until(() -> nodes.get(1).received().contains(event("direct")));
    nodes.get(2).awaitReceived(event("all"));
    nodes.get(2).awaitMark();
    assertThat(nodes.get(2).received()).containsExactly(event("all"));
    assertThat(nodes.get(0).received()).isEmpty();
  }

  @Test
  final void spoilsNoContentOnTheWayToOthers() {
    List<Node> nodes = connect("a", "b");

    contents().forEach(nodes.get(0).adapter()::broadcast);

    nodes.get(1).awaitReceived(contents().toArray(Broadcast[]::new));
  }

  @Test
  final void keepsTheOrderOfEachThreadAndLosesNothing() throws Exception {
    List<Node> nodes = connect("a", "b");
    Map<String, List<Integer>> received = new HashMap<>();
    int threads = 4;
    int each = 2_000;

    try (ExecutorService senders = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> sent = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String topic = "thread:" + t;
        sent.add(
            senders.submit(() ->
                IntStream.range(0, each)
                    .mapToObj(i -> new Broadcast(topic, "" + i, Payload.empty()))
                    .forEach(one -> nodes.get(0).adapter().broadcast(one).orThrow())));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }

    await().atMost(PATIENCE).until(() -> nodes.get(1).received().size() >= threads * each);
    for (Broadcast one : nodes.get(1).received()) {
      received
          .computeIfAbsent(one.topic(), _ -> new ArrayList<>())
          .add(Integer.valueOf(one.event()));
    }
    List<Integer> all = IntStream.range(0, each).boxed().toList();
    assertThat(received).hasSize(threads).allSatisfy((_, got) -> assertThat(got).isEqualTo(all));
  }

  @Test
  final void goesOnWhenANodeHasLeft() {
    List<Node> nodes = connect("a", "b", "c");
    Node left = nodes.get(1);
    String name = left.adapter().nodeName();

    left.adapter().close();
    assertThat(nodes.get(0).adapter().broadcast(event("hello"))).isEqualTo(BroadcastResult.ok());
    assertThat(nodes.get(0).adapter().directBroadcast(name, event("gone")))
        .isEqualTo(BroadcastResult.ok());

    nodes.get(2).awaitReceived(event("hello"));
    assertThat(left.received()).isEmpty();
  }

  @Test
  final void reachesANodeThatCameLater() {
    Node first = connect("a").getFirst();
    first.adapter().broadcast(event("before"));
    first.awaitMark();

    Node second = start("b");
    awaitConnected(List.of(first.adapter(), second.adapter()));
    first.adapter().broadcast(event("after"));
    second.adapter().broadcast(event("back"));

    second.awaitReceived(event("after"));
    first.awaitReceived(event("back"));
  }

  @Test
  final void goesOnWhenAReceiverThrows() {
    List<Broadcast> received = new CopyOnWriteArrayList<>();
    Node failing =
        start(
            "a",
            received,
            broadcast -> {
              received.add(broadcast);
              throw new IllegalStateException("thrown by a test on purpose");
            });
    Node sender = start("b");
    awaitConnected(List.of(failing.adapter(), sender.adapter()));

    assertThat(sender.adapter().broadcast(event("one"))).isEqualTo(BroadcastResult.ok());
    assertThat(sender.adapter().broadcast(event("two"))).isEqualTo(BroadcastResult.ok());

    failing.awaitReceived(event("one"), event("two"));
  }
}
