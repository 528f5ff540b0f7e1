package dev.anqa.inspect;

import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A trace of several nodes as one: each keeps what it catches, and this one fetches it a few times
 * a second, in the order of time as far as the clocks agree.
 *
 * <p>One step follows the other, on whichever thread: there is never more than one.
 */
final class ClusterTrace {
  private static final Duration PERIOD = Duration.ofMillis(250);

  /** The order of lines; as texts, a full second would come behind its fractions. */
  static final Comparator<Map<?, ?>> BY_TIME =
      Comparator.comparing(line -> Instant.parse(String.valueOf(line.get("at"))));

  /** Where the lines go. */
  interface Sink {
    /** Whether it takes more: it is false once the client has gone. */
    boolean isOpen();

    void line(Map<String, @Nullable Object> line);

    /** The last line. */
    void end(Map<String, ?> line);
  }

  private final ClusterSteering steering;
  private final Time time;
  private final @Nullable String wanted;
  private final String name;
  private final Sink sink;

  // Of the step.

  private final Set<String> running = new TreeSet<>();
  private final Map<String, String> unanswered = new TreeMap<>();
  private int left;
  private String end = Trace.End.CLOSED.label();

  /**
   * Prepares one.
   *
   * @param wanted the node that is traced; null for all
   * @param name of no other trace of the cluster
   * @param count after so many lines it ends
   */
  ClusterTrace(
      ClusterSteering steering,
      Time time,
      @Nullable String wanted,
      String name,
      int count,
      Sink sink) {
    this.steering = steering;
    this.time = time;
    this.wanted = wanted;
    this.name = name;
    this.left = count;
    this.sink = sink;
  }

  /**
   * Begins it on the nodes, and waits until they have answered.
   *
   * @throws BadCallException if too many questions are open
   */
  void begin(Map<String, Object> params) throws BadCallException {
    Map<String, Object> own = new LinkedHashMap<>(params);
    own.put("trace", name);
    NodeQuestions.Answers answers =
        steering.await(wanted == null ? null : Set.of(wanted), "trace_begin", own);
    unanswered.putAll(answers.without());
    running.addAll(answers.byNode().keySet());
    endOn(answers.unanswered().keySet()); // It may have begun there nevertheless.
  }

  /** Goes on by itself from here, until the end. */
  void run() {
    if (running.isEmpty()) {
      end();
      return;
    }
    try {
      var _ =
          steering
              .ask(Set.copyOf(running), "trace_fetch", Map.of("trace", name))
              .thenAccept(this::fetched)
              .exceptionally(failure -> giveUp(failure.toString()));
    } catch (RejectedExecutionException e) {
      giveUp(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Void giveUp(String reason) {
    running.forEach(node -> unanswered.put(node, reason));
    end();
    return null;
  }

  private void fetched(NodeQuestions.Answers answers) {
    List<Map<?, ?>> lines = new ArrayList<>();
    boolean more = false;
    for (String node : List.copyOf(running)) {
      Map<String, Object> answer = answers.byNode().get(node);
      if (answer == null) {
        unanswered.put(node, answers.without().getOrDefault(node, "it has left"));
        running.remove(node);
        endOn(Set.of(node));
        continue;
      }
      if (answer.get("lines") instanceof List<?> caught) {
        caught.forEach(line -> lines.add((Map<?, ?>) line));
      }
      more |= Boolean.TRUE.equals(answer.get("more"));
      if (answer.get("end") instanceof String why) {
        end = why;
        running.remove(node);
      }
    }
    lines.sort(BY_TIME);
    lines.forEach(this::write);
    goOn(more);
  }

  private void write(Map<?, ?> line) {
    if (left > 0 && sink.isOpen()) {
      left--;
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      line.forEach((name, value) -> copy.put(String.valueOf(name), value));
      sink.line(copy);
    }
  }

  private void goOn(boolean more) {
    if (left == 0) {
      end = Trace.End.COUNT.label();
      end();
    } else if (!sink.isOpen()) {
      end();
    } else if (more || running.isEmpty()) {
      run();
    } else {
      var _ = time.after(PERIOD, this::run);
    }
  }

  private void end() {
    endOn(running);
    sink.end(Map.of("end", end, "unanswered", unanswered));
  }

  private void endOn(Set<String> nodes) {
    if (!nodes.isEmpty()) {
      try {
        var _ = steering.ask(Set.copyOf(nodes), "trace_end", Map.of("trace", name));
      } catch (RejectedExecutionException _) {
        // They end by themselves, since nobody fetches any more.
      }
    }
  }
}
