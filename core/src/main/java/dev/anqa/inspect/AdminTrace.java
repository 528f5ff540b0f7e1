package dev.anqa.inspect;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Time;
import dev.anqa.transport.Headers;
import dev.anqa.transport.HttpCall;
import dev.anqa.transport.ResponseStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A trace as an answer that goes on: a JSON object in each line, as it happens. */
final class AdminTrace {
  /** Which events of a node. */
  static final List<String> PARAMS =
      List.of("kinds", "topic", "id", "peer", "handler", "connection", "count", "seconds", "bytes");

  private static final List<String> WITH_NODES = withNodes();

  /** What may wait for a client that reads slowly, before it is given up. */
  private static final long MAX_PENDING_BYTES = 1 << 20;

  private final Inspector inspector;
  private final Json json;
  private final ClusterSteering steering;
  private final AtomicLong numbers = new AtomicLong();

  AdminTrace(Inspector inspector) {
    this.inspector = inspector;
    this.json = inspector.inspected().json();
    this.steering = inspector.steering();
  }

  private static List<String> withNodes() {
    List<String> params = new ArrayList<>(PARAMS);
    params.addAll(List.of("cluster", "node"));
    return List.copyOf(params);
  }

  /**
   * Begins one; it goes on until it ends by itself, or the client goes.
   *
   * @throws BadCallException if a parameter does not fit, or too many run
   */
  void begin(Map<String, Object> query, HttpCall call) throws BadCallException {
    CallParams params = new CallParams(query, WITH_NODES);
    TraceSpec spec = spec(params);
    String wanted = params.text("node");
    if (wanted == null ? params.flag("cluster") : !wanted.equals(inspector.node())) {
      beginElsewhere(query, wanted, spec, call);
    } else {
      beginHere(spec, call);
    }
  }

  private void beginHere(TraceSpec spec, HttpCall call) throws BadCallException {
    CompletableFuture<ResponseStream> answer = new CompletableFuture<>();
    CompletableFuture<Void> gone = new CompletableFuture<>();
    Trace trace;
    try { // It has begun when the client reads the head of the answer.
      trace = inspector.trace(spec, entry -> write(entry, answer.join(), gone));
    } catch (RejectedExecutionException e) {
      throw new BadCallException(503, String.valueOf(e.getMessage()));
    }
    var _ = gone.thenRun(trace::close);
    ResponseStream stream = call.stream(200, headers(), () -> gone.complete(null));
    answer.complete(stream);
    var _ =
        trace
            .ended()
            .thenAccept(end -> {
              stream.write(line(Map.of("end", end.label())));
              stream.end();
            });
  }

  private static Headers headers() {
    return Headers.of("content-type", "application/x-ndjson; charset=utf-8")
        .with("cache-control", "no-store")
        .with("x-content-type-options", "nosniff");
  }

  /** Begins one on other nodes, which this one reads for the client. */
  private void beginElsewhere(
      Map<String, Object> query, @Nullable String wanted, TraceSpec spec, HttpCall call)
      throws BadCallException {
    Map<String, Object> params = new LinkedHashMap<>(query);
    params.keySet().retainAll(PARAMS);
    Time time = inspector.inspected().time();
    String name = "%s %s %d".formatted(inspector.node(), time.now(), numbers.incrementAndGet());
    CompletableFuture<ResponseStream> answer = new CompletableFuture<>();
    CompletableFuture<Void> gone = new CompletableFuture<>();
    ClusterTrace trace =
        new ClusterTrace(steering, time, wanted, name, spec.count(), sink(answer, gone));
    trace.begin(params);
    answer.complete(call.stream(200, headers(), () -> gone.complete(null)));
    trace.run();
  }

  private ClusterTrace.Sink sink(
      CompletableFuture<ResponseStream> answer, CompletableFuture<Void> gone) {
    return new ClusterTrace.Sink() {
      @Override
      public boolean isOpen() {
        return !gone.isDone() && answer.join().pendingBytes() <= MAX_PENDING_BYTES;
      }

      @Override
      public void line(Map<String, @Nullable Object> line) {
        answer.join().write(AdminTrace.this.line(line));
      }

      @Override
      public void end(Map<String, ?> line) {
        answer.join().write(AdminTrace.this.line(line));
        answer.join().end();
      }
    };
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

  /**
   * What is to be traced.
   *
   * @throws BadCallException if a parameter does not fit
   */
  static TraceSpec spec(CallParams params) throws BadCallException {
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
