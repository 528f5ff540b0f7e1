package dev.anqa.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.Util;

/** A started node that keeps what it receives and what happens. */
final class TestNode implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final Cluster cluster;
  final List<String> received = new CopyOnWriteArrayList<>();
  final Set<Thread> receivedOn = ConcurrentHashMap.newKeySet();
  final List<AdapterEvent> events = new CopyOnWriteArrayList<>();

  TestNode(ClusterBuilder builder) {
    this.cluster = builder.build();
    cluster.start(
        new Adapter.Receiver() {
          @Override
          public void receive(Broadcast broadcast) {
            receivedOn.add(Thread.currentThread());
            received.add(broadcast.event());
          }

          @Override
          public void happened(AdapterEvent event) {
            events.add(event);
          }
        });
  }

  static Broadcast event(String event) {
    return new Broadcast("room:1", event, Payload.empty());
  }

  void broadcast(String event) {
    cluster.broadcast(event(event)).orThrow();
  }

  JChannel channel() {
    return cluster.channel();
  }

  /** Waits until this node knows exactly these. */
  TestNode awaitMembers(String... names) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(cluster.members()).containsExactlyInAnyOrder(names));
    return this;
  }

  void awaitReceived(String... expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).containsExactly(expected));
  }

  void awaitEvent(AdapterEvent event) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(events).contains(event));
  }

  /** Loses all that comes from or goes to others, until the result is switched off. */
  DISCARD cutOff() throws Exception {
    DISCARD discard = new DISCARD().setAddress(channel().getAddress()).discardAll(true);
    channel().getProtocolStack().insertProtocol(discard, ProtocolStack.Position.ABOVE, TP.class);
    return discard;
  }

  /** Ends as a process that is killed: no goodbye, connections closed. */
  void kill() throws Exception {
    Util.shutdown(channel(), /* graceful_close= */ false);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
