package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Adapter} promises, alone on its node; its test extends this class, or {@link
 * ClusterAdapterContract} if it reaches others.
 */
public abstract class AdapterContract {
  /** How long what was sent may take to be received. */
  protected static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Node> nodes = new ArrayList<>();

  /**
   * A new adapter for a node of this test's own cluster, not started. The contract starts it and
   * closes it.
   *
   * @param nodeName a name to tell it by; {@link Adapter#nodeName} may be another
   */
  protected abstract Adapter adapter(String nodeName);

  /** A started adapter, and what it received. */
  protected record Node(Adapter adapter, List<Broadcast> received) {
    /** Waits until it received exactly these, in this order. */
    public void awaitReceived(Broadcast... expected) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).containsExactly(expected));
    }

    /** Lets everything arrive that was sent to it before by this thread; the mark is not kept. */
    void awaitMark() {
      Broadcast mark = event("mark");
      assertThat(adapter.directBroadcast(adapter.nodeName(), mark)).isEqualTo(BroadcastResult.ok());
      await().atMost(PATIENCE).until(() -> received.remove(mark));
    }
  }

  /** Starts a node that keeps what it receives. */
  protected final Node start(String nodeName) {
    List<Broadcast> received = new CopyOnWriteArrayList<>();
    return start(nodeName, received, received::add);
  }

  /** Starts a node with a receiver of the test's own. */
  protected final Node start(String nodeName, List<Broadcast> received, Adapter.Receiver receiver) {
    Node node = new Node(adapter(nodeName), received);
    nodes.add(node);
    node.adapter.start(receiver);
    return node;
  }

  /** A small broadcast. */
  protected static Broadcast event(String event) {
    return new Broadcast("room:1", event, Payload.empty());
  }

  /** Broadcasts whose contents are easily spoiled on the way. */
  protected static List<Broadcast> contents() {
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    return List.of(
        new Broadcast("room:1", "json", Payload.json("{\"a\": [1, 1e3, \"\\u00e9 é 🐦\"]}")),
        new Broadcast("room:1", "list", Payload.json("[]")),
        new Broadcast("room:1", "empty", Payload.binary()),
        new Broadcast("room:1", "bytes", Payload.binary((byte) 0, (byte) -1, (byte) '\n')),
        new Broadcast("room:1", "part", part("{\"cut\":true}")),
        new Broadcast("room:1", "large", Payload.binary(large)),
        new Broadcast("raum:größe 🐦 \n", "événement", Payload.empty()),
        new Broadcast("t".repeat(4_000), "e".repeat(1_000), Payload.empty()),
        new Broadcast("", "", Payload.empty()));
  }

  /** A payload in the middle of a larger array. */
  private static Payload part(String json) {
    byte[] bytes = ("---" + json + "---").getBytes(UTF_8);
    return Payload.wrap(Payload.Kind.JSON, bytes, 3, bytes.length - 6, null);
  }

  @AfterEach
  final void closeAll() {
    nodes.forEach(node -> node.adapter.close());
  }

  @Test
  final void keepsItsName() {
    Node node = start("a");
    String name = node.adapter.nodeName();

    node.adapter.broadcast(event("hello"));

    assertThat(name).isNotEmpty();
    assertThat(node.adapter.nodeName()).isEqualTo(name);
  }

  @Test
  final void isAMemberItselfWhileItRuns() {
    Node node = start("a");

    assertThat(node.adapter.members()).containsExactly(node.adapter.nodeName());
    node.adapter.close();
    assertThat(node.adapter.members()).isEmpty();
  }

  @Test
  final void broadcastsThoughNobodyElseIsThere() {
    assertThat(start("a").adapter.broadcast(event("hello"))).isEqualTo(BroadcastResult.ok());
  }

  @Test
  final void receivesNoBroadcastOfItsOwn() {
    Node node = start("a");

    node.adapter.broadcast(event("hello"));
    node.awaitMark();

    assertThat(node.received).isEmpty();
  }

  @Test
  final void receivesWhatItSendsToItself() {
    Node node = start("a");

    BroadcastResult result = node.adapter.directBroadcast(node.adapter.nodeName(), event("hello"));

    assertThat(result).isEqualTo(BroadcastResult.ok());
    node.awaitReceived(event("hello"));
  }

  @Test
  final void sendsToAnUnknownNodeAsIfItWereThere() {
    Node node = start("a");

    assertThat(node.adapter.directBroadcast("nobody", event("hello")))
        .isEqualTo(BroadcastResult.ok());
    node.awaitMark();
    assertThat(node.received).isEmpty();
  }

  @Test
  final void spoilsNoContentOnTheWayToItself() {
    Node node = start("a");

    contents().forEach(each -> node.adapter.directBroadcast(node.adapter.nodeName(), each));

    node.awaitReceived(contents().toArray(Broadcast[]::new));
  }

  @Test
  final void failsWhenItIsClosed() {
    Node node = start("a");
    String name = node.adapter.nodeName();

    node.adapter.close();

    assertThat(node.adapter.broadcast(event("hello"))).isInstanceOf(BroadcastResult.Failed.class);
    assertThat(node.adapter.directBroadcast(name, event("hello")))
        .isInstanceOf(BroadcastResult.Failed.class);
    assertThat(node.received).isEmpty();
    node.adapter.close(); // Nothing a second time.
  }
}
