package dev.anqa.metrics;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryEvent.LimitStage;
import dev.anqa.tracker.TrackerEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An event of each kind that is counted. */
final class Samples {
  static final Duration TIME = Duration.ofMillis(20);
  static final SocketSource SOCKET =
      new SocketSource(
          "UserSocket",
          "users:7",
          "websocket",
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 5),
          1);

  private Samples() {}

  private static RuntimeException thrown() {
    return new IllegalStateException("thrown");
  }

  static ChannelSource channel(String topic) {
    return new ChannelSource(topic, "room:*", "RoomChannel", SOCKET);
  }

  /** What clients may bring about with names that they choose. */
  static List<TelemetryEvent> of(String topic, String event, int code) {
    ChannelSource source = channel(topic);
    return List.of(
        new TelemetryEvent.SocketConnected(SOCKET, "V2", topic, Map.of("a", topic), true, TIME),
        new TelemetryEvent.SocketClosed(SOCKET, code, topic, TIME),
        new TelemetryEvent.HandshakeRefused("/" + topic, 404, topic),
        new TelemetryEvent.OriginRefused("UserSocket", topic, topic),
        new TelemetryEvent.SubprotocolRefused("UserSocket", List.of(topic), topic),
        new TelemetryEvent.SocketRefusedVersion("UserSocket", topic, false, List.of()),
        new TelemetryEvent.TlsHandshakeFailed(SOCKET.peer(), topic),
        new TelemetryEvent.DecodeFailed("UserSocket", topic, topic),
        new TelemetryEvent.JoinUnmatched("UserSocket", topic, topic),
        new TelemetryEvent.ChannelJoined(source, Payload.empty(), true, TIME),
        new TelemetryEvent.ChannelJoined(source, Payload.empty(), false, TIME),
        new TelemetryEvent.JoinCrashed(source, thrown()),
        new TelemetryEvent.ChannelHandledIn(source, event, Payload.empty(), TIME),
        new TelemetryEvent.ChannelCrashed(source, thrown()),
        new TelemetryEvent.ChannelClosed(source, "left", TIME));
  }

  /** One of each kind. */
  static List<TelemetryEvent> all() {
    List<TelemetryEvent> others =
        List.of(
            new TelemetryEvent.SocketConnected(SOCKET, "V2", "2.0.0", Map.of(), false, TIME),
            new TelemetryEvent.SocketCrashed("UserSocket", null, "websocket", thrown()),
            new TelemetryEvent.SocketDrain(5, 9, TIME, 1, 2),
            new TelemetryEvent.ConnectCrashed("UserSocket", thrown()),
            new TelemetryEvent.RequestFailed("GET", "/", thrown()),
            new TelemetryEvent.SlowConsumerClosed("UserSocket", null, 9, 8),
            new TelemetryEvent.FramesDropped(SOCKET, "room:*", 6, 99),
            new TelemetryEvent.BinaryDropped("UserSocket", null, "longpoll", 9),
            new TelemetryEvent.PubSubFailed(new PubSubEvent.PartitionFull("room:a")),
            new TelemetryEvent.PubSubFailed(
                new PubSubEvent.FromAdapter(new AdapterEvent.NodeJoined("b"))),
            new TelemetryEvent.PubSubFailed(
                new PubSubEvent.FromAdapter(new AdapterEvent.BroadcastsLost(3, "full"))),
            new TelemetryEvent.PresenceHookFailed("presence", "room:a", "fetch", thrown()),
            new TelemetryEvent.TrackerTold("presence", new TrackerEvent.ReplicaUp("b")),
            new TelemetryEvent.LimitReached(
                "connections", "/socket", 9, 8, "option", LimitStage.REFUSED, null, 4),
            new TelemetryEvent.TaskFailed("anqa-loop-1", thrown()),
            new TelemetryEvent.ListenerDetached("Listener", thrown()));
    return Stream.concat(of("room:a", "new_msg", 1000).stream(), others.stream()).toList();
  }
}
