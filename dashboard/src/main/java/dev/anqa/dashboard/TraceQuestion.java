package dev.anqa.dashboard;

import dev.anqa.inspect.SocketFilter;
import dev.anqa.inspect.TraceKind;
import dev.anqa.inspect.TraceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the page wants traced: {@code kinds}, a list, all if it is not there; {@code topic},
 * {@code id}, {@code peer} and {@code connection}; {@code count} and {@code seconds}. Never the
 * dashboard's own channels, which would show the trace in the trace.
 */
final class TraceQuestion {
  /** The most that a page shows. */
  static final int MAX_COUNT = 1_000;

  static final int MAX_SECONDS = 600;

  private TraceQuestion() {}

  /** All kinds, as they are written. */
  static List<String> kinds() {
    return Stream.of(TraceKind.values()).map(TraceKind::label).toList();
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if something does not fit
   */
  static TraceSpec spec(Map<String, Object> params) {
    TraceSpec spec =
        TraceSpec.next(number(params, "count", MAX_COUNT, 100))
            .within(Duration.ofSeconds(number(params, "seconds", MAX_SECONDS, 60)))
            .kinds(kinds(params.get("kinds")))
            .except(Dashboard.SOCKETS)
            .of(
                new SocketFilter(
                    text(params, "id"),
                    text(params, "peer"),
                    null,
                    params.get("connection") instanceof Number n ? (Long) n.longValue() : null));
    String topic = text(params, "topic");
    return topic == null ? spec : spec.topic(topic);
  }

  private static TraceKind[] kinds(@Nullable Object wanted) {
    if (!(wanted instanceof List<?> some) || some.isEmpty()) {
      return TraceKind.values();
    }
    List<TraceKind> kinds = new ArrayList<>();
    for (TraceKind kind : TraceKind.values()) {
      if (some.contains(kind.label())) {
        kinds.add(kind);
      }
    }
    if (kinds.size() != some.size()) {
      throw new IllegalArgumentException(
          "kinds: %s (expected: some of %s)".formatted(some, String.join(", ", kinds())));
    }
    return kinds.toArray(TraceKind[]::new);
  }

  private static @Nullable String text(Map<String, Object> params, String name) {
    return params.get(name) instanceof String text ? text : null;
  }

  private static int number(Map<String, Object> params, String name, int most, int otherwise) {
    Object value = params.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number && number.longValue() >= 1 && number.longValue() <= most) {
      return number.intValue();
    }
    throw new IllegalArgumentException(
        "%s: %s (expected: a number from 1 to %d)".formatted(name, value, most));
  }
}
