package dev.anqa.inspect;

import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TraceEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event that a trace may be about; read on the thread where it happens, so nothing is parsed.
 */
sealed interface Seen {
  /** One of every message. */
  record Traced(TraceEvent event) implements Seen {}

  /** One that is always told. */
  record Told(TelemetryEvent event) implements Seen {}

  /** Its kind; null if no trace is about such. */
  default @Nullable TraceKind kind() {
    return switch (this) {
      case Traced(TraceEvent event) ->
          switch (event) {
            case TraceEvent.Subscribed _ -> TraceKind.SUBSCRIBE;
            case TraceEvent.Unsubscribed _ -> TraceKind.UNSUBSCRIBE;
            case TraceEvent.Joined _ -> TraceKind.JOIN;
            case TraceEvent.Left _ -> TraceKind.LEAVE;
            case TraceEvent.HandledIn _ -> TraceKind.HANDLE_IN;
            case TraceEvent.HandledOut _ -> TraceKind.HANDLE_OUT;
            case TraceEvent.Pushed _ -> TraceKind.PUSH;
            case TraceEvent.Replied _ -> TraceKind.REPLY;
            case TraceEvent.Broadcasted _ -> TraceKind.BROADCAST;
          };
      case Told(TelemetryEvent event) -> kind(event.getClass());
    };
  }

  /** The kind of an event that is always told; null if no trace is about such. */
  static @Nullable TraceKind kind(Class<? extends TelemetryEvent> event) {
    if (event == TelemetryEvent.SocketConnected.class) {
      return TraceKind.CONNECT;
    }
    if (event == TelemetryEvent.SocketClosed.class) {
      return TraceKind.CLOSE;
    }
    boolean crash =
        event == TelemetryEvent.ChannelCrashed.class
            || event == TelemetryEvent.JoinCrashed.class
            || event == TelemetryEvent.ConnectCrashed.class
            || event == TelemetryEvent.SocketCrashed.class;
    return crash ? TraceKind.CRASH : null;
  }

  private @Nullable ChannelSource channel() {
    return switch (this) {
      case Traced(TraceEvent event) -> event.source();
      case Told(TelemetryEvent.ChannelCrashed event) -> event.source();
      case Told(TelemetryEvent.JoinCrashed event) -> event.source();
      case Told _ -> null;
    };
  }

  /** The connection; null if there is none. */
  default @Nullable SocketSource client() {
    ChannelSource channel = channel();
    return switch (this) {
      case Told(TelemetryEvent.SocketConnected event) -> event.source();
      case Told(TelemetryEvent.SocketClosed event) -> event.source();
      case Traced _, Told _ -> channel == null ? null : channel.client();
    };
  }

  /** The topic; null if there is none. */
  default @Nullable String topic() {
    ChannelSource channel = channel();
    return switch (this) {
      case Traced(TraceEvent event) -> event.topic();
      case Told _ -> channel == null ? null : channel.topic();
    };
  }

  /** How large its payloads are. */
  default long bytes() {
    return switch (this) {
      case Traced(TraceEvent.Joined it) -> it.params().size() + it.reply().size();
      case Traced(TraceEvent.HandledIn it) ->
          it.payload().size() + (it.reply() == null ? 0 : it.reply().size());
      case Traced(TraceEvent.HandledOut it) -> it.payload().size();
      case Traced(TraceEvent.Pushed it) -> it.payload().size();
      case Traced(TraceEvent.Replied it) -> it.payload().size();
      case Traced(TraceEvent.Broadcasted it) -> it.payload().size();
      case Traced _, Told _ -> 0;
    };
  }
}
