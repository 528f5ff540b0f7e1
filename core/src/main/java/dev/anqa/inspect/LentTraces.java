package dev.anqa.inspect;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Traces of this node that another one reads: what they caught waits here until it is fetched.
 * Bounded as every trace is, and given up when nobody fetches.
 */
final class LentTraces {
  /** What another node may call. */
  static final List<String> CALLS = List.of("trace_begin", "trace_fetch", "trace_end");

  /** Who does not fetch for so long has gone. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How many entries are fetched at a time. */
  static final int FETCHED = 200;

  /** How many bytes of them, as JSON. An entry above is fetched without what makes it long. */
  static final int FETCHED_BYTES = 1 << 20;

  private final Inspector inspector;
  private final Json json;
  private final Time time;
  private final Duration patience;

  /** Those that were not fetched to their end, by what the asker calls them. */
  private final Map<String, Lent> open = new ConcurrentHashMap<>();

  LentTraces(Inspector inspector) {
    this(inspector, PATIENCE);
  }

  LentTraces(Inspector inspector, Duration patience) {
    this.inspector = inspector;
    this.json = inspector.inspected().json();
    this.time = inspector.inspected().time();
    this.patience = patience;
  }

  private static final class Lent {
    /** As many as the trace may have, at most. */
    private final Queue<TraceEntry> caught = new ConcurrentLinkedQueue<>();

    private volatile long fetchedNanos;

    /** Null until it runs. */
    private volatile @Nullable Trace trace;

    Lent(long nowNanos) {
      fetchedNanos = nowNanos;
    }

    void close() {
      Trace running = trace;
      if (running != null) {
        running.close();
      }
    }

    /** Why it ended, once nothing more will be caught; null while it runs. */
    Trace.@Nullable End end() {
      Trace running = trace;
      return running == null ? null : running.ended().getNow(null);
    }
  }

  /**
   * Does what another node asks for.
   *
   * @throws BadCallException if a parameter does not fit, or a trace is not there any more
   * @throws RejectedExecutionException if too many traces run
   */
  Map<String, ?> run(String call, Map<String, Object> params) throws BadCallException {
    String name = String.valueOf(params.remove("trace"));
    return switch (call) {
      case "trace_begin" -> begin(name, AdminTrace.spec(new CallParams(params, AdminTrace.PARAMS)));
      case "trace_fetch" -> fetch(name);
      default -> end(name);
    };
  }

  private Map<String, ?> begin(String name, TraceSpec spec) {
    Lent lent = new Lent(time.nanos());
    lent.trace = inspector.trace(spec, lent.caught::add);
    open.put(name, lent);
    closeUnlessFetched(name, lent);
    return Map.of("node", inspector.node());
  }

  private void closeUnlessFetched(String name, Lent lent) {
    var _ =
        time.after(
            patience,
            () -> {
              if (open.get(name) != lent) {
                return; // It is over.
              }
              if (time.nanos() - lent.fetchedNanos >= patience.toNanos()) {
                end(name);
              } else {
                closeUnlessFetched(name, lent);
              }
            });
  }

  private Map<String, ?> fetch(String name) throws BadCallException {
    Lent lent = open.get(name);
    if (lent == null) {
      throw new BadCallException(404, "the trace is no more: it was not fetched for " + patience);
    }
    lent.fetchedNanos = time.nanos();
    Trace.End end = lent.end(); // Before the last are taken.
    List<Map<String, @Nullable Object>> lines = take(lent.caught);
    boolean more = !lent.caught.isEmpty();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("lines", lines);
    answer.put("more", more);
    if (end != null && !more) {
      open.remove(name);
      answer.put("end", end.label());
    }
    return answer;
  }

  /** Takes out as many as one answer holds. */
  private List<Map<String, @Nullable Object>> take(Queue<TraceEntry> caught) {
    List<Map<String, @Nullable Object>> lines = new ArrayList<>();
    int bytes = 0;
    for (TraceEntry entry = caught.peek();
        entry != null && lines.size() < FETCHED;
        entry = caught.peek()) {
      Map<String, @Nullable Object> line = entry.asMap();
      int size = json.write(line).length;
      if (size > FETCHED_BYTES) {
        shorten(line, size);
        size = json.write(line).length;
      }
      bytes += size;
      if (bytes > FETCHED_BYTES && !lines.isEmpty()) {
        break; // The next answer begins with it.
      }
      lines.add(line);
      caught.remove();
    }
    return lines;
  }

  private static void shorten(Map<String, @Nullable Object> line, int size) {
    line.put("args", null);
    line.put("result", "[%d bytes: too long to be shown by another node]".formatted(size));
    line.put("reply", null);
  }

  private Map<String, ?> end(String name) {
    Lent lent = open.remove(name);
    if (lent != null) {
      lent.close();
    }
    return Map.of();
  }
}
