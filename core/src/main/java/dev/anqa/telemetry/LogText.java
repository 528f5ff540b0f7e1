package dev.anqa.telemetry;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.tracker.TrackerEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an event says in a log; the shapes are those of {@code lib/phoenix/logger.ex}. */
final class LogText {
  private static final int MAX_NAME_CHARS = 200;
  private static final int MAX_LINE_CHARS = 1000;

  private final LogParams params;

  LogText(LogParams params) {
    this.params = params;
  }

  String of(TelemetryEvent event) {
    return switch (event) {
      case TelemetryEvent.EndpointStarted it ->
          "Running endpoint at %s (%s, %s)".formatted(address(it.address()), it.scheme(), it.io());
      case TelemetryEvent.EndpointStopped it ->
          "Stopped endpoint after %ds".formatted(it.uptime().toSeconds());
      case TelemetryEvent.SocketDrain it -> drain(it);
      case TelemetryEvent.TlsReloaded it ->
          "Read certificate of %s again, valid until %s".formatted(name(it.file()), it.expires());
      case TelemetryEvent.TlsReloadFailed it ->
          "Cannot use certificate of %s, the former one stays: %s"
              .formatted(name(it.file()), name(String.valueOf(it.cause().getMessage())));
      case TelemetryEvent.TlsHandshakeFailed it ->
          "TLS with %s failed: %s".formatted(address(it.peer()), name(it.detail()));
      case TelemetryEvent.RequestFailed it -> it.method() + " " + name(it.path()) + " failed";
      case TelemetryEvent.HandshakeRefused it ->
          "Refused handshake at %s with %d: %s"
              .formatted(name(it.path()), it.status(), name(it.reason()));
      case TelemetryEvent.TransportRequested it -> it.method() + " " + name(it.path());
      case TelemetryEvent.TransportAnswered it ->
          "Sent %d in %s".formatted(it.status(), duration(it.duration()));
      case TelemetryEvent.OriginRefused it -> lines(it.help());
      case TelemetryEvent.SubprotocolRefused it -> lines(it.help());
      case TelemetryEvent.SocketRefusedVersion it -> refusedVersion(it);
      case TelemetryEvent.ConnectCrashed it -> "Connect of " + it.socket() + " crashed";
      case TelemetryEvent.SocketConnected it -> connected(it);
      case TelemetryEvent.SocketClosed it ->
          "CLOSED %s%s with %d (%s) after %s"
              .formatted(
                  it.source().socket(),
                  id(it.source().id()),
                  it.code(),
                  it.reason(),
                  duration(it.duration()));
      case TelemetryEvent.SocketCrashed it -> "Socket " + it.socket() + id(it.id()) + " crashed";
      case TelemetryEvent.DecodeFailed it ->
          "Closing %s%s: cannot decode: %s".formatted(it.socket(), id(it.id()), name(it.detail()));
      case TelemetryEvent.SlowConsumerClosed it ->
          "Closing %s%s: client does not read, %d bytes pending (allowed: %d)"
              .formatted(it.socket(), id(it.id()), it.pendingBytes(), it.limitBytes());
      case TelemetryEvent.FramesDropped it ->
          "Dropped %d messages of %s, %d bytes, for %s%s: client does not read"
              .formatted(
                  it.count(), it.route(), it.bytes(), it.source().socket(), id(it.source().id()));
      case TelemetryEvent.BinaryDropped it ->
          "Dropped a binary message of %d bytes to %s%s: %s carries text only"
              .formatted(it.bytes(), it.socket(), id(it.id()), it.transport());
      case TelemetryEvent.JoinUnmatched it ->
          "Ignoring unmatched topic %s in %s".formatted(quoted(it.topic()), it.socket());
      case TelemetryEvent.DuplicateJoin(ChannelSource it) ->
          "Duplicate channel join with topic %s in %s. Closing existing channel for new join."
              .formatted(quoted(it.topic()), it.socket());
      case TelemetryEvent.ChannelJoined it -> joined(it);
      case TelemetryEvent.JoinCrashed it -> "Join of " + channel(it.source()) + " crashed";
      case TelemetryEvent.ChannelHandledIn it -> handledIn(it);
      case TelemetryEvent.ChannelCrashed it -> "Channel " + channel(it.source()) + " crashed";
      case TelemetryEvent.ChannelClosed it ->
          "CLOSED %s (%s) after %s"
              .formatted(channel(it.source()), it.reason(), duration(it.duration()));
      case TelemetryEvent.UnexpectedMessage it ->
          "%s received unexpected message in handleInfo: %s"
              .formatted(channel(it.source()), name(it.message()));
      case TelemetryEvent.PubSubFailed(PubSubEvent it) -> pubsub(it);
      case TelemetryEvent.PresenceHookFailed it ->
          "%s of presence %s failed for %s".formatted(it.hook(), it.presence(), quoted(it.topic()));
      case TelemetryEvent.TrackerTold(String name, TrackerEvent it) ->
          "Tracker " + name + ": " + tracker(it);
      case TelemetryEvent.LimitReached it -> limit(it);
      case TelemetryEvent.TaskFailed it -> "A task failed on thread " + it.thread();
      case TelemetryEvent.LoopHeld it ->
          "Callbacks of %s held %s for %s; mount channels that compute with SocketHandler.computing"
              .formatted(it.code(), it.thread(), duration(it.duration()));
      case TelemetryEvent.ListenerDetached it ->
          "Telemetry listener " + it.listener() + " threw and is detached";
    };
  }

  private String connected(TelemetryEvent.SocketConnected it) {
    StringBuilder text =
        new StringBuilder(it.accepted() ? "CONNECTED TO " : "REFUSED CONNECTION TO ")
            .append(it.source().socket())
            .append(" in ")
            .append(duration(it.duration()))
            .append("\n  Transport: :")
            .append(it.source().transport());
    if (it.serializer() != null) {
      text.append("\n  Serializer: ").append(it.serializer());
    }
    return text.append("\n  Parameters: ").append(params.of(it.params())).toString();
  }

  private String joined(TelemetryEvent.ChannelJoined it) {
    return (it.accepted() ? "JOINED " : "REFUSED JOIN ")
        + name(it.source().topic())
        + " in "
        + duration(it.duration())
        + "\n  Parameters: "
        + params.of(it.params());
  }

  private String handledIn(TelemetryEvent.ChannelHandledIn it) {
    return "HANDLED "
        + name(it.event())
        + " INCOMING ON "
        + channel(it.source())
        + " in "
        + duration(it.duration())
        + "\n  Parameters: "
        + params.of(it.params());
  }

  private static String drain(TelemetryEvent.SocketDrain it) {
    return "DRAINING %d of %d total connection(s) every %dms - round %d of %d"
        .formatted(it.count(), it.total(), it.interval().toMillis(), it.index(), it.rounds());
  }

  private static String refusedVersion(TelemetryEvent.SocketRefusedVersion it) {
    return it.readable()
        ? "The client's requested transport version "
            + quoted(it.vsn())
            + " does not match server's version requirements of "
            + it.supported()
        : "Client sent invalid transport version " + quoted(it.vsn());
  }

  private static String limit(TelemetryEvent.LimitReached it) {
    String came =
        switch (it.stage()) {
          case NEAR -> "is close";
          case OBSERVED -> "is exceeded, and only observed";
          case DELAYED -> "is reached, others have to wait";
          case REFUSED -> "is exceeded, somebody is refused";
        };
    return "Limit of %s%s %s: %d (allowed: %d)%s%s. Option: %s"
        .formatted(
            it.limit(),
            it.scope().isEmpty() ? "" : " at " + it.scope(),
            came,
            it.value(),
            it.maximum(),
            it.subject() == null ? "" : " for " + quoted(it.subject()),
            it.count() == 1 ? "" : ", %d times".formatted(it.count()),
            it.option());
  }

  private static String tracker(TrackerEvent event) {
    return switch (event) {
      case TrackerEvent.ReplicaUp(String node) -> "node " + name(node) + " is there";
      case TrackerEvent.ReplicaDown(String node) ->
          "node " + name(node) + " is silent, its entries are hidden";
      case TrackerEvent.ReplicaForgotten(String node) -> "node " + name(node) + " is gone";
      case TrackerEvent.ChangesMissed(String node, long missed) ->
          "%d changes of node %s were missed and are asked for".formatted(missed, name(node));
      case TrackerEvent.TransferRequested(String node, int replicas) ->
          "asks node %s for what is lacking of %d nodes".formatted(name(node), replicas);
      case TrackerEvent.TransferSent(String node, int size) ->
          "sent %d changes to node %s".formatted(size, name(node));
      case TrackerEvent.StaleMessage(String node) ->
          "a message of an earlier life of node " + name(node) + " came late";
      case TrackerEvent.MalformedMessage(String reason) ->
          "dropped a malformed message: " + name(reason);
      case TrackerEvent.MailboxFull(int capacity) ->
          "mailbox is full at %d messages, one is dropped".formatted(capacity);
      case TrackerEvent.DiffHandlerFailed _ -> "a handler of diffs failed";
    };
  }

  private static String pubsub(PubSubEvent event) {
    return switch (event) {
      case PubSubEvent.AdapterFailed(String topic, String reason) ->
          "Could not send a broadcast on %s to other nodes: %s".formatted(quoted(topic), reason);
      case PubSubEvent.PartitionFull(String topic) ->
          "The queue of a partition is full, a broadcast on %s is dropped".formatted(quoted(topic));
      case PubSubEvent.SubscriberFailed it -> "A subscriber of " + quoted(it.topic()) + " threw";
      case PubSubEvent.ReceivedUnfit it ->
          "A broadcast on %s from another node cannot be encoded".formatted(quoted(it.topic()));
      case PubSubEvent.SubscriberFull(String topic) ->
          "A subscriber of %s does not keep up, a broadcast is dropped".formatted(quoted(topic));
      case PubSubEvent.FromAdapter(AdapterEvent it) -> adapter(it);
    };
  }

  private static String adapter(AdapterEvent event) {
    return switch (event) {
      case AdapterEvent.Connected(String to) -> "Connected to other nodes through " + to;
      case AdapterEvent.Disconnected(String reason) ->
          "Other nodes cannot be reached, this one serves its own clients: " + reason;
      case AdapterEvent.NodeJoined(String node) -> "Node %s joined".formatted(quoted(node));
      case AdapterEvent.NodeLeft(String node) -> "Node %s left".formatted(quoted(node));
      case AdapterEvent.PartitionHealed(List<List<String>> groups) ->
          "Groups of nodes that had lost each other are one again: " + groups;
      case AdapterEvent.BroadcastsLost(long count, String reason) ->
          "%d broadcasts to other nodes are lost: %s".formatted(count, reason);
      case AdapterEvent.MalformedFrame(String from, String reason) ->
          "Dropped bytes from %s that are no broadcast: %s".formatted(quoted(from), reason);
      case AdapterEvent.ReceiverFailed it ->
          "A broadcast on %s from another node threw".formatted(quoted(it.topic()));
    };
  }

  /** Whole microseconds up to 1,000 of them, whole milliseconds above. */
  private static String duration(Duration duration) {
    long micros = duration.toNanos() / 1000;
    return micros > 1000 ? micros / 1000 + "ms" : micros + "µs";
  }

  private static String channel(ChannelSource source) {
    return name(source.topic()) + " (" + source.channel() + ")";
  }

  private static String id(@Nullable String id) {
    return id == null ? "" : " " + quoted(id);
  }

  private static String address(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  private static String quoted(String text) {
    return '"' + name(text) + '"';
  }

  private static String name(String text) {
    return LogParams.oneLine(text, MAX_NAME_CHARS);
  }

  /** Help of several lines that holds what a client sent: lines stay lines, each is bounded. */
  private static String lines(String text) {
    return text.lines()
        .map(line -> LogParams.oneLine(line, MAX_LINE_CHARS))
        .collect(Collectors.joining("\n"));
  }
}
