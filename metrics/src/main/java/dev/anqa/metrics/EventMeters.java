package dev.anqa.metrics;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Set;

/**
 * Counts events. Those that may come with each message or client have their meters at hand; the
 * others look for them.
 */
final class EventMeters implements TelemetryListener {
  /** What may be a label; clients may send any other. */
  private static final Set<Integer> CLOSE_CODES =
      Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013);

  static final Set<Class<? extends TelemetryEvent>> COUNTED =
      Set.of(
          TelemetryEvent.SocketConnected.class,
          TelemetryEvent.SocketClosed.class,
          TelemetryEvent.SocketCrashed.class,
          TelemetryEvent.SocketDrain.class,
          TelemetryEvent.ConnectCrashed.class,
          TelemetryEvent.HandshakeRefused.class,
          TelemetryEvent.OriginRefused.class,
          TelemetryEvent.SubprotocolRefused.class,
          TelemetryEvent.SocketRefusedVersion.class,
          TelemetryEvent.TlsHandshakeFailed.class,
          TelemetryEvent.RequestFailed.class,
          TelemetryEvent.DecodeFailed.class,
          TelemetryEvent.SlowConsumerClosed.class,
          TelemetryEvent.BinaryDropped.class,
          TelemetryEvent.FramesDropped.class,
          TelemetryEvent.JoinUnmatched.class,
          TelemetryEvent.ChannelJoined.class,
          TelemetryEvent.JoinCrashed.class,
          TelemetryEvent.ChannelHandledIn.class,
          TelemetryEvent.ChannelCrashed.class,
          TelemetryEvent.ChannelClosed.class,
          TelemetryEvent.PubSubFailed.class,
          TelemetryEvent.PresenceHookFailed.class,
          TelemetryEvent.TrackerTold.class,
          TelemetryEvent.LimitReached.class,
          TelemetryEvent.TaskFailed.class,
          TelemetryEvent.ListenerDetached.class);

  private final Meters meters;
  private final Gauges gauges;
  private final ByRoute<Timer> joined;
  private final ByRoute<Timer> refused;
  private final ByRoute<Timer> handledIn;

  EventMeters(Meters meters, Gauges gauges) {
    this.meters = meters;
    this.gauges = gauges;
    this.joined = new ByRoute<>((socket, route) -> join(socket, route, "ok"));
    this.refused = new ByRoute<>((socket, route) -> join(socket, route, "refused"));
    this.handledIn =
        new ByRoute<>((socket, route) ->
            meters.timer("anqa.handle.in", "Time of handleIn", "socket", socket, "route", route));
    failures("task");
    failures("listener");
    failures("request");
  }

  private Timer join(String socket, String route, String outcome) {
    gauges.channels(socket, route);
    return meters.timer(
        "anqa.join", "Time of join", "socket", socket, "route", route, "outcome", outcome);
  }

  private Counter failures(String what) {
    return meters.counter(
        "anqa.failures", "What threw and is nobody's channel: see the log", "what", what);
  }

  @Override
  public boolean wants(Class<? extends TelemetryEvent> kind) {
    return COUNTED.contains(kind);
  }

  @Override
  public void handle(TelemetryEvent event) {
    switch (event) {
      case TelemetryEvent.ChannelHandledIn it -> handledIn.of(it.source()).record(it.duration());
      case TelemetryEvent.ChannelJoined it ->
          (it.accepted() ? joined : refused).of(it.source()).record(it.duration());
      case TelemetryEvent.JoinCrashed it -> crashed(it.source(), "join");
      case TelemetryEvent.ChannelCrashed it -> crashed(it.source(), "callback");
      case TelemetryEvent.ChannelClosed it -> closed(it);
      case TelemetryEvent.JoinUnmatched it -> unmatched(it);
      case TelemetryEvent.PubSubFailed it -> pubsub(it.event());
      case TelemetryEvent.TrackerTold it -> tracker(it);
      case TelemetryEvent.PresenceHookFailed it -> presence(it);
      case TelemetryEvent.LimitReached it -> limit(it);
      case TelemetryEvent.TaskFailed _ -> failures("task").increment();
      case TelemetryEvent.ListenerDetached _ -> failures("listener").increment();
      case TelemetryEvent.RequestFailed _ -> failures("request").increment();
      default -> connection(event);
    }
  }

  private void connection(TelemetryEvent event) {
    switch (event) {
      case TelemetryEvent.SocketConnected it -> connected(it);
      case TelemetryEvent.SocketClosed it -> closed(it);
      case TelemetryEvent.SocketDrain it -> drained(it);
      case TelemetryEvent.HandshakeRefused _ -> handshakeRefused("request");
      case TelemetryEvent.OriginRefused _ -> handshakeRefused("origin");
      case TelemetryEvent.SubprotocolRefused _ -> handshakeRefused("subprotocol");
      case TelemetryEvent.SocketRefusedVersion _ -> handshakeRefused("version");
      case TelemetryEvent.TlsHandshakeFailed _ -> handshakeRefused("tls");
      case TelemetryEvent.ConnectCrashed it -> connectionFailed(it.socket(), "connect_crashed");
      case TelemetryEvent.SocketCrashed it -> connectionFailed(it.socket(), "socket_crashed");
      case TelemetryEvent.DecodeFailed it -> connectionFailed(it.socket(), "no_message");
      case TelemetryEvent.SlowConsumerClosed it -> connectionFailed(it.socket(), "slow_consumer");
      case TelemetryEvent.FramesDropped it ->
          dropped(it.source().socket(), "slow_consumer", it.count());
      case TelemetryEvent.BinaryDropped it -> dropped(it.socket(), "binary", 1);
      default -> {} // Not wanted.
    }
  }

  private void closed(TelemetryEvent.ChannelClosed it) {
    meters
        .counter(
            "anqa.channel.closes",
            "Channels that ended after they were joined",
            "socket",
            it.source().socket(),
            "route",
            it.source().route(),
            "reason",
            it.reason())
        .increment();
  }

  private void unmatched(TelemetryEvent.JoinUnmatched it) {
    meters
        .counter(
            "anqa.joins.unmatched", "Joins of topics that no route takes", "socket", it.socket())
        .increment();
  }

  private void tracker(TelemetryEvent.TrackerTold it) {
    meters
        .counter(
            "anqa.tracker.events",
            "What trackers tell of other nodes",
            "tracker",
            it.tracker(),
            "event",
            word(it.event().getClass()))
        .increment();
  }

  private void presence(TelemetryEvent.PresenceHookFailed it) {
    meters
        .counter(
            "anqa.presence.failures",
            "Hooks of presences that threw",
            "presence",
            it.presence(),
            "hook",
            it.hook())
        .increment();
  }

  private void limit(TelemetryEvent.LimitReached it) {
    meters
        .counter(
            "anqa.limit.reached",
            "How often limits came close or were reached",
            "limit",
            it.limit(),
            "stage",
            it.stage().name().toLowerCase(Locale.ROOT))
        .increment((double) it.count());
  }

  private void closed(TelemetryEvent.SocketClosed it) {
    meters
        .counter(
            "anqa.connection.closes",
            "Connections that ended",
            "socket",
            it.source().socket(),
            "transport",
            it.source().transport(),
            "code",
            CLOSE_CODES.contains(it.code()) ? Integer.toString(it.code()) : "other")
        .increment();
  }

  private void drained(TelemetryEvent.SocketDrain it) {
    meters
        .counter(
            "anqa.drained.connections", "Connections that were asked to end as the node drains")
        .increment(it.count());
  }

  private void dropped(String socket, String reason, long count) {
    meters
        .counter(
            "anqa.dropped.messages",
            "Messages that were not sent to a client",
            "socket",
            socket,
            "reason",
            reason)
        .increment((double) count);
  }

  private void connected(TelemetryEvent.SocketConnected it) {
    String socket = it.source().socket();
    String transport = it.source().transport();
    if (it.accepted()) {
      gauges.connections(socket, transport);
    }
    meters
        .timer(
            "anqa.connect",
            "Time of connect",
            "socket",
            socket,
            "transport",
            transport,
            "outcome",
            it.accepted() ? "ok" : "refused")
        .record(it.duration());
  }

  private void handshakeRefused(String reason) {
    meters
        .counter(
            "anqa.handshake.refusals",
            "Handshakes that were refused before connect was called",
            "reason",
            reason)
        .increment();
  }

  private void connectionFailed(String socket, String reason) {
    meters
        .counter(
            "anqa.connection.failures",
            "Connections that ended for a mistake of one side, or did not begin",
            "socket",
            socket,
            "reason",
            reason)
        .increment();
  }

  private void crashed(ChannelSource source, String callback) {
    meters
        .counter(
            "anqa.channel.crashes",
            "Callbacks of channels that threw",
            "socket",
            source.socket(),
            "route",
            source.route(),
            "callback",
            callback)
        .increment();
  }

  private void pubsub(PubSubEvent event) {
    switch (event) {
      case PubSubEvent.FromAdapter(AdapterEvent it) -> adapter(it);
      case PubSubEvent.AdapterFailed _,
          PubSubEvent.PartitionFull _,
          PubSubEvent.SubscriberFailed _,
          PubSubEvent.ReceivedUnfit _,
          PubSubEvent.SubscriberFull _ ->
          meters
              .counter(
                  "anqa.broadcast.failures",
                  "Broadcasts that did not reach all subscribers of this node, or the others",
                  "reason",
                  word(event.getClass()))
              .increment();
    }
  }

  private void adapter(AdapterEvent event) {
    meters
        .counter(
            "anqa.cluster.events",
            "What the adapter tells of the way to other nodes",
            "event",
            word(event.getClass()))
        .increment();
    if (event instanceof AdapterEvent.BroadcastsLost lost) {
      meters
          .counter("anqa.cluster.lost.broadcasts", "Broadcasts that did not leave this node")
          .increment((double) lost.count());
    }
  }

  /** The name of a record as a label: {@code node_joined} for {@code NodeJoined}. */
  private static String word(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
