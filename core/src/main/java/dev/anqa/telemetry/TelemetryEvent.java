package dev.anqa.telemetry;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.tracker.TrackerEvent;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something worth knowing; one record for each thing that may happen.
 *
 * <p>Names that repeat: {@code socket} is the name of the mounted handler, such as {@code
 * UserSocket}; {@code id} the id it gave the connection, null for none; {@code transport} such as
 * {@code websocket}; {@code source} the {@link ChannelSource}. Socket names, channel names and
 * routes are few and may label metrics; topics and ids may not. Params and payloads are as the
 * client sent them, secrets included: show them through a {@link ParamFilter}. New kinds come with
 * new versions, so a switch over this type outside Anqa needs a {@code default}.
 */
public sealed interface TelemetryEvent {
  /** What was thrown; null where nothing was. */
  default @Nullable Throwable cause() {
    return null;
  }

  // The endpoint. Told on the thread that starts or stops it.

  /**
   * One listener of the endpoint accepts connections.
   *
   * @param address where it is bound
   * @param scheme {@code http} or {@code https}
   * @param io how it talks to the system: {@code epoll}, {@code io_uring} or {@code nio}
   */
  record EndpointStarted(InetSocketAddress address, String scheme, String io)
      implements TelemetryEvent {}

  /** The endpoint has stopped, its connections closed; told once, however many listeners it had. */
  record EndpointStopped(Duration uptime) implements TelemetryEvent {}

  /**
   * One batch of connections was asked to close because the node drains; {@code [phoenix,
   * socket_drain]}. Told on a thread of the drainer.
   *
   * @param count how many
   * @param total the connections when it began
   * @param interval the time from one batch to the next
   * @param index of the batch, from 1
   * @param rounds how many batches there are to be
   */
  record SocketDrain(int count, int total, Duration interval, int index, int rounds)
      implements TelemetryEvent {}

  // TLS. Told on the thread that reads the files, or the connection's event loop.

  /**
   * The certificate of a listener was read again, and is for connections from now on.
   *
   * @param file its file
   * @param expires when it does
   */
  record TlsReloaded(String file, Instant expires) implements TelemetryEvent {}

  /** The files of a listener's certificate cannot be used; the former one stays. */
  record TlsReloadFailed(String file, Throwable cause) implements TelemetryEvent {}

  /**
   * A client and the listener did not agree on TLS, or it showed no certificate that is trusted.
   *
   * @param detail what was wrong, as the TLS engine says it
   */
  record TlsHandshakeFailed(InetSocketAddress peer, String detail) implements TelemetryEvent {}

  // Requests before there is a connection. Told on the event loop, or the handshake's own thread.

  /** The application's HTTP handler threw; the client got a 500. */
  record RequestFailed(String method, String path, Throwable cause) implements TelemetryEvent {}

  /**
   * A handshake was answered with something else than an upgrade, by an interceptor or because the
   * request was no proper one, before {@code connect} was called. Refusals with an event of their
   * own are not told here again.
   *
   * @param status the HTTP status of the answer
   * @param reason what was refused, or the name of the interceptor
   */
  record HandshakeRefused(String path, int status, String reason) implements TelemetryEvent {}

  /**
   * A request came to a mount that has a transport log.
   *
   * @param level the level that the mount has for it
   */
  record TransportRequested(String transport, String method, String path, Level level)
      implements TelemetryEvent {}

  /**
   * A request to a mount that has a transport log was answered, and not by an upgrade.
   *
   * @param status the HTTP status of the answer
   * @param duration since the request was complete
   * @param level the level that the mount has for it
   */
  record TransportAnswered(
      String transport, String method, String path, int status, Duration duration, Level level)
      implements TelemetryEvent {}

  /**
   * The origin check refused a handshake.
   *
   * @param origin what the client sent
   * @param help several lines: what happened, and what to write if it is to be allowed
   */
  record OriginRefused(String socket, String origin, String help) implements TelemetryEvent {}

  /**
   * A client offered subprotocols, and none that the mount speaks.
   *
   * @param offered what the client sent
   * @param help several lines, as for {@link OriginRefused}
   */
  record SubprotocolRefused(String socket, List<String> offered, String help)
      implements TelemetryEvent {}

  /**
   * A client asked for a version of the protocol that no serializer speaks.
   *
   * @param vsn what the client sent
   * @param readable whether that is a version at all
   * @param supported the requirements of the mount's serializers, such as {@code ~> 2.0.0}
   */
  record SocketRefusedVersion(String socket, String vsn, boolean readable, List<String> supported)
      implements TelemetryEvent {}

  /** The application's {@code connect} threw; a WebSocket client got a 500. */
  record ConnectCrashed(String socket, Throwable cause) implements TelemetryEvent {}

  // Connections. Told on the connection's thread, but for the first, told where connect ran.

  /**
   * The application's {@code connect} returned, which is before the client knows; {@code [phoenix,
   * socket_connected]}.
   *
   * @param source who connects; the id is null if it was refused
   * @param serializer null for a socket without channels
   * @param vsn the version asked for, {@code 1.0.0} if the client left it out; null for a socket
   *     without channels
   * @param params of the query and the path, parsed
   * @param accepted whether the client may connect
   * @param duration of {@code connect}
   */
  record SocketConnected(
      SocketSource source,
      @Nullable String serializer,
      @Nullable String vsn,
      Map<String, ?> params,
      boolean accepted,
      Duration duration)
      implements TelemetryEvent {

    /** Without the values of the params, which may hold secrets. */
    @Override
    public String toString() {
      return "SocketConnected[source=%s, params=%s, accepted=%s, duration=%s]"
          .formatted(source, params.keySet(), accepted, duration);
    }
  }

  /**
   * A connection is over; told once for each that stood.
   *
   * @param code the WebSocket close code, or what it would have been on another transport; 1006 if
   *     the connection broke
   * @param reason why, in a few words
   * @param duration since it stood
   */
  record SocketClosed(SocketSource source, int code, String reason, Duration duration)
      implements TelemetryEvent {}

  /** A callback of a socket without channels threw; the connection closes with 1011. */
  record SocketCrashed(String socket, @Nullable String id, String transport, Throwable cause)
      implements TelemetryEvent {}

  /**
   * What a client sent is no message; the connection closes with 1011.
   *
   * @param detail what was expected and what came, without the content
   */
  record DecodeFailed(String socket, @Nullable String id, String detail)
      implements TelemetryEvent {}

  /** A client did not read what was sent to it, and its connection closes with 1013. */
  record SlowConsumerClosed(String socket, @Nullable String id, long pendingBytes, long limitBytes)
      implements TelemetryEvent {}

  /**
   * Messages of a client that does not read were dropped, as the policy of their route says. Told
   * when the client has caught up, at its end, and in between at most once a second; the sum of all
   * is exact.
   *
   * @param route of their channels, such as {@code room:*}
   * @param count how many since it was last told
   * @param bytes of these, as frames
   */
  record FramesDropped(SocketSource source, String route, long count, long bytes)
      implements TelemetryEvent {}

  /**
   * A binary message was not sent, since its transport carries text only, and the message is none:
   * on long-poll, use JSON payloads.
   *
   * @param bytes its size
   */
  record BinaryDropped(String socket, @Nullable String id, String transport, int bytes)
      implements TelemetryEvent {}

  /** A join of a topic that no route takes; the client is told {@code unmatched topic}. */
  record JoinUnmatched(String socket, @Nullable String id, String topic)
      implements TelemetryEvent {}

  /** A client joined a topic again; {@code source} is the channel that is closed for it. */
  record DuplicateJoin(ChannelSource source) implements TelemetryEvent {}

  // Channels. Told on the channel's thread, except where another is named.

  /**
   * {@code join} returned, and the client is not answered yet; {@code [phoenix, channel_joined]}.
   *
   * @param params what the client sent with the join
   * @param accepted whether it is in
   * @param duration of {@code join}
   */
  record ChannelJoined(ChannelSource source, Payload params, boolean accepted, Duration duration)
      implements TelemetryEvent {}

  /** {@code join} threw; the client is told {@code join crashed}. */
  record JoinCrashed(ChannelSource source, Throwable cause) implements TelemetryEvent {}

  /**
   * {@code handleIn} returned, and its result is not acted on yet; {@code [phoenix,
   * channel_handled_in]}. Not told when it threw, and not for leave and heartbeat.
   *
   * @param event the client's event, chosen by the client: never a label of a metric
   * @param params what the client sent with it
   * @param duration of {@code handleIn}
   */
  record ChannelHandledIn(ChannelSource source, String event, Payload params, Duration duration)
      implements TelemetryEvent {}

  /** A callback of a joined channel threw, or asked for an end as a crash. */
  record ChannelCrashed(ChannelSource source, Throwable cause) implements TelemetryEvent {}

  /**
   * A joined channel is over, {@code terminate} included.
   *
   * @param reason one of a known few, such as {@code left}, {@code closed} or {@code crash}
   * @param duration since it joined
   */
  record ChannelClosed(ChannelSource source, String reason, Duration duration)
      implements TelemetryEvent {}

  /**
   * A message came that {@code handleInfo} does not handle; it is dropped.
   *
   * @param message its type, never its content
   */
  record UnexpectedMessage(ChannelSource source, String message) implements TelemetryEvent {}

  // Everything else. Told wherever it happens.

  /** Something happened below the channels, among topics, subscribers and nodes. */
  record PubSubFailed(PubSubEvent event) implements TelemetryEvent {
    @Override
    public @Nullable Throwable cause() {
      return switch (event) {
        case PubSubEvent.SubscriberFailed it -> it.cause();
        case PubSubEvent.ReceivedUnfit it -> it.cause();
        case PubSubEvent.FromAdapter(AdapterEvent.ReceiverFailed it) -> it.cause();
        case PubSubEvent.FromAdapter _,
            PubSubEvent.AdapterFailed _,
            PubSubEvent.PartitionFull _,
            PubSubEvent.SubscriberFull _ ->
            null;
      };
    }
  }

  /**
   * A hook of a presence threw. For {@code fetch}, clients were told without its additions; what a
   * list threw came out there and is not told here.
   *
   * @param presence the name of the presence
   * @param hook {@code fetch} or {@code handleMetas}
   */
  record PresenceHookFailed(String presence, String topic, String hook, Throwable cause)
      implements TelemetryEvent {}

  /**
   * Something happened among the nodes that a tracker keeps in touch with.
   *
   * @param tracker its name, for presences that of the presence
   */
  record TrackerTold(String tracker, TrackerEvent event) implements TelemetryEvent {
    @Override
    public @Nullable Throwable cause() {
      return event instanceof TrackerEvent.DiffHandlerFailed(RuntimeException thrown)
          ? thrown
          : null;
    }
  }

  /**
   * A limit came close or was reached; at most once a second for each limit and stage.
   *
   * @param limit what is limited, such as {@code connections per address}
   * @param scope the path of the mount; empty for a limit of the whole endpoint
   * @param value what would have been, in the unit of the maximum
   * @param maximum what is allowed
   * @param option the option that sets it, to be written in the endpoint's configuration
   * @param stage what came of it
   * @param subject who came close or above, such as an address or the id of a connection: never a
   *     label of a metric; null for the node, or a connection without id
   * @param count how often that happened since it was last told, this time included
   */
  record LimitReached(
      String limit,
      String scope,
      long value,
      long maximum,
      String option,
      LimitStage stage,
      @Nullable String subject,
      long count)
      implements TelemetryEvent {}

  /** How far a limit went. */
  enum LimitStage {
    /** Four fifths are used; nothing happened. */
    NEAR,
    /** It was exceeded, and the limit only observes. */
    OBSERVED,
    /** It was reached, and whoever comes next has to wait. */
    DELAYED,
    /** It was exceeded, and somebody was refused. */
    REFUSED
  }

  /**
   * Something that runs on one of Anqa's own threads threw, which is a mistake in Anqa; what the
   * thread serves goes on.
   */
  record TaskFailed(String thread, Throwable cause) implements TelemetryEvent {}

  /**
   * Callbacks held an event loop for so long, without blocking, that all its connections felt it.
   * For a while these begin on the JVM's scheduler; what computes for long belongs there always,
   * see {@code SocketHandler.computing}.
   *
   * @param thread of the loop
   * @param code whose callbacks: the socket, and the channel's route
   * @param duration for how long
   */
  record LoopHeld(String thread, String code, Duration duration) implements TelemetryEvent {}

  /** A listener threw and is told nothing more; told on the thread where it threw. */
  record ListenerDetached(String listener, Throwable cause) implements TelemetryEvent {}
}
