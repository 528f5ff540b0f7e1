package dev.anqa.metrics;

import dev.anqa.Endpoint;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.PubSubCounts;

/** The meters of what the node counts anyway; they are read when a registry asks. */
final class NodeMeters {
  private NodeMeters() {}

  static void bind(Endpoint endpoint, Meters meters) {
    pubsub(endpoint.pubsub(), meters);
    traffic(endpoint, meters);
    for (Presence presence : endpoint.presences()) {
      meters.gauge(
          "anqa.presences",
          "Presences of all nodes, one for each owner and key of a topic",
          presence::size,
          "presence",
          presence.name());
    }
  }

  private static void pubsub(PubSub pubsub, Meters meters) {
    PubSubCounts counts = pubsub.counts();
    String broadcasts = "Broadcasts, by the node where they began";
    meters.counter("anqa.broadcasts", null, broadcasts, counts::broadcasts, "origin", "local");
    meters.counter("anqa.broadcasts", null, broadcasts, counts::received, "origin", "remote");
    meters.counter(
        "anqa.deliveries",
        null,
        "Broadcasts times the subscribers of this node that got them",
        counts::deliveries);
    meters.gauge("anqa.topics", "Topics that have subscribers on this node", pubsub::topicCount);
    meters.gauge("anqa.subscriptions", "Subscriptions on this node", counts::subscriptions);
    meters.gauge(
        "anqa.cluster.nodes",
        "Nodes in the cluster as this one sees it, itself included",
        () -> pubsub.members().size());
    meters.gauge(
        "anqa.cluster.connected",
        "1 while the way to the other nodes is open, else 0",
        () -> pubsub.isConnected() ? 1 : 0);
  }

  private static void traffic(Endpoint endpoint, Meters meters) {
    meters.counter(
        "anqa.websocket.received",
        "bytes",
        "Bytes of frames that came over WebSockets",
        () -> endpoint.traffic().bytesReceived());
    meters.counter(
        "anqa.websocket.sent",
        "bytes",
        "Bytes of frames that went over WebSockets",
        () -> endpoint.traffic().bytesSent());
    meters.counter(
        "anqa.websocket.messages.received",
        null,
        "Messages that came over WebSockets",
        () -> endpoint.traffic().messagesReceived());
    meters.counter(
        "anqa.websocket.messages.sent",
        null,
        "Messages that went over WebSockets",
        () -> endpoint.traffic().messagesSent());
  }
}
