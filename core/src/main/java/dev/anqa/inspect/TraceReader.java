package dev.anqa.inspect;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.ParamFilter;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TraceEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes entries of a trace out of what was seen, without secrets. */
final class TraceReader {
  /** Payloads above this are not parsed to be shown. */
  private static final int MAX_PAYLOAD_BYTES = 64 * 1024;

  private final String node;
  private final Json json;
  private final ParamFilter filter;

  TraceReader(String node, Json json, ParamFilter filter) {
    this.node = node;
    this.json = json;
    this.filter = filter;
  }

  /** What is still to be said once time, kind and connection are known. */
  private record Said(
      @Nullable String topic,
      @Nullable String event,
      @Nullable Object args,
      @Nullable String result,
      @Nullable Object reply,
      @Nullable Duration took) {}

  TraceEntry read(Instant at, TraceKind kind, @Nullable SocketSource client, Seen seen) {
    Said said =
        switch (seen) {
          case Seen.Traced(TraceEvent event) -> said(event);
          case Seen.Told(TelemetryEvent event) -> said(event);
        };
    return new TraceEntry(
        at,
        node,
        kind,
        client,
        said.topic(),
        said.event(),
        said.args(),
        said.result(),
        said.reply(),
        said.took());
  }

  private Said said(TraceEvent event) {
    String topic = event.topic();
    return switch (event) {
      case TraceEvent.Subscribed it ->
          new Said(topic, by(it.source(), it.subscriber()), null, null, null, null);
      case TraceEvent.Unsubscribed it ->
          new Said(topic, by(it.source(), it.subscriber()), null, null, null, null);
      case TraceEvent.Joined it ->
          new Said(topic, null, tree(it.params()), it.status(), tree(it.reply()), it.duration());
      case TraceEvent.Left _ -> new Said(topic, null, null, null, null, null);
      case TraceEvent.HandledIn it ->
          new Said(
              topic,
              it.event(),
              tree(it.payload()),
              it.result(),
              it.reply() == null ? null : tree(it.reply()),
              it.duration());
      case TraceEvent.HandledOut it ->
          new Said(topic, it.event(), tree(it.payload()), null, null, it.duration());
      case TraceEvent.Pushed it ->
          new Said(topic, it.event(), tree(it.payload()), null, null, null);
      case TraceEvent.Replied it ->
          new Said(topic, null, null, it.status(), tree(it.payload()), null);
      case TraceEvent.Broadcasted it ->
          new Said(
              topic,
              it.event(),
              tree(it.payload()),
              "%s, %d here".formatted(it.result(), it.subscribers()),
              null,
              it.duration());
    };
  }

  private static String by(@Nullable ChannelSource source, String subscriber) {
    return source == null ? subscriber : source.channel();
  }

  private Said said(TelemetryEvent event) {
    return switch (event) {
      case TelemetryEvent.SocketConnected it ->
          new Said(
              null,
              it.source().socket(),
              filter.filter(it.params()),
              it.accepted() ? "ok" : "refused",
              null,
              it.duration());
      case TelemetryEvent.SocketClosed it ->
          new Said(
              null,
              it.source().socket(),
              null,
              (it.code() + " " + it.reason()).strip(),
              null,
              it.duration());
      case TelemetryEvent.JoinCrashed it -> crash(it.source().topic(), "join", it.cause());
      case TelemetryEvent.ChannelCrashed it ->
          crash(it.source().topic(), it.source().channel(), it.cause());
      case TelemetryEvent.ConnectCrashed it -> crash(null, it.socket(), it.cause());
      case TelemetryEvent.SocketCrashed it -> crash(null, it.socket(), it.cause());
      default -> throw new IllegalArgumentException("event: " + event.getClass().getName());
    };
  }

  private Said crash(@Nullable String topic, String where, Throwable cause) {
    String what = String.valueOf(filter.filter(cause.toString()));
    StackTraceElement[] stack = cause.getStackTrace();
    String at = stack.length == 0 ? "" : " at " + stack[0];
    return new Said(topic, where, null, what + at, null, null);
  }

  private @Nullable Object tree(Payload payload) {
    if (payload.isBinary()) {
      return "[binary of %d bytes]".formatted(payload.size());
    }
    if (payload.size() > MAX_PAYLOAD_BYTES) {
      return "[JSON of %d bytes]".formatted(payload.size());
    }
    try {
      return filter.filter(payload.as(json, Object.class));
    } catch (PayloadException e) {
      return "[unreadable JSON of %d bytes]".formatted(payload.size());
    }
  }
}
