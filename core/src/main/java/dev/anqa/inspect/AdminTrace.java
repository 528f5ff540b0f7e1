package dev.anqa.inspect;

import dev.anqa.pubsub.Json;
import dev.anqa.transport.Headers;
import dev.anqa.transport.HttpCall;
import dev.anqa.transport.ResponseStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** A trace as an answer that goes on: a JSON object in each line, as it happens. */
final class AdminTrace {
  private static final List<String> PARAMS =
      List.of("kinds", "topic", "id", "peer", "handler", "connection", "count", "seconds", "bytes");

  /** What may wait for a client that reads slowly, before it is given up. */
  private static final long MAX_PENDING_BYTES = 1 << 20;

  private final Inspector inspector;
  private final Json json;

  AdminTrace(Inspector inspector) {
    this.inspector = inspector;
    this.json = inspector.inspected().json();
  }

  /**
   * Begins one; it goes on until it ends by itself, or the client goes.
   *
   * @throws BadCallException if a parameter does not fit, or too many run
   */
  void begin(Map<String, Object> query, HttpCall call) throws BadCallException {
    TraceSpec spec = spec(new CallParams(query, PARAMS));
    CompletableFuture<ResponseStream> answer = new CompletableFuture<>();
    CompletableFuture<Void> gone = new CompletableFuture<>();
    Trace trace;
    try { // It has begun when the client reads the head of the answer.
      trace = inspector.trace(spec, entry -> write(entry, answer.join(), gone));
    } catch (RejectedExecutionException e) {
      throw new BadCallException(503, String.valueOf(e.getMessage()));
    }
    var _ = gone.thenRun(trace::close);
    Headers headers =
        Headers.of("content-type", "application/x-ndjson; charset=utf-8")
            .with("cache-control", "no-store")
            .with("x-content-type-options", "nosniff");
    ResponseStream stream = call.stream(200, headers, () -> gone.complete(null));
    answer.complete(stream);
    var _ =
        trace
            .ended()
            .thenAccept(end -> {
              stream.write(line(Map.of("end", end.label())));
              stream.end();
            });
  }

  private void write(TraceEntry entry, ResponseStream stream, CompletableFuture<Void> gone) {
    if (stream.pendingBytes() > MAX_PENDING_BYTES) {
      gone.complete(null);
    } else {
      stream.write(line(entry.asMap()));
    }
  }

  private byte[] line(Object value) {
    byte[] written = json.write(value);
    byte[] line = Arrays.copyOf(written, written.length + 1);
    line[written.length] = '\n';
    return line;
  }

  private static TraceSpec spec(CallParams params) throws BadCallException {
    String named = params.text("kinds");
    Set<TraceKind> kinds = named == null ? EnumSet.allOf(TraceKind.class) : kinds(named);
    long maxSeconds = TraceSpec.MAX_WITHIN.toSeconds();
    try {
      return new TraceSpec(
          (int) params.number("count", 1, TraceSpec.MAX_COUNT, 100),
          Duration.ofSeconds(params.number("seconds", 1, maxSeconds, 60)),
          params.number("bytes", 1, TraceSpec.MAX_BYTES, 1 << 20),
          kinds,
          params.text("topic"),
          /* except= */ null,
          params.filter());
    } catch (IllegalArgumentException e) {
      throw new BadCallException(String.valueOf(e.getMessage()));
    }
  }

  private static Set<TraceKind> kinds(String text) throws BadCallException {
    Set<TraceKind> kinds = EnumSet.noneOf(TraceKind.class);
    for (String label : text.split(",", -1)) {
      kinds.add(kind(label.strip()));
    }
    return kinds;
  }

  private static TraceKind kind(String label) throws BadCallException {
    for (TraceKind kind : TraceKind.values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    List<String> labels = List.of(TraceKind.values()).stream().map(TraceKind::label).toList();
    throw new BadCallException(
        "kinds: \"%s\" (expected: some of %s, with commas between)"
            .formatted(label, String.join(", ", labels)));
  }
}
