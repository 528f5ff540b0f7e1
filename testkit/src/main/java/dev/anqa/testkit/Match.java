package dev.anqa.testkit;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is asked of a payload. */
sealed interface Match {
  /** What does not fit, such as {@code body: "ho" (expected: "hi")}; null if all does. */
  @Nullable String misfit(Payload payload);

  /** What is asked, for people. */
  String expectation();

  /** Any payload. */
  record Anything() implements Match {
    @Override
    public @Nullable String misfit(Payload payload) {
      return null;
    }

    @Override
    public String expectation() {
      return "any payload";
    }
  }

  /** These very bytes. */
  record Bytes(Payload expected) implements Match {
    @Override
    public @Nullable String misfit(Payload payload) {
      return payload.equals(expected)
          ? null
          : Shown.text(payload) + " (expected: " + expectation() + ")";
    }

    @Override
    public String expectation() {
      return Shown.text(expected);
    }
  }

  /**
   * A JSON that has at least this in it: of an object the entries that are named, of all else the
   * whole; numbers by their value.
   */
  record Subset(Json json, Payload expected) implements Match {
    @Override
    public @Nullable String misfit(Payload payload) {
      return payload.isBinary()
          ? Shown.text(payload) + " (expected: " + expectation() + ")"
          : misfit("", read(expected), read(payload));
    }

    @Override
    public String expectation() {
      return Shown.text(expected);
    }

    private @Nullable Object read(Payload payload) {
      return payload.text().isBlank() || payload.text().strip().equals("null")
          ? null
          : payload.as(json, Object.class);
    }

    private @Nullable String misfit(String path, @Nullable Object wanted, @Nullable Object found) {
      if (wanted instanceof Map<?, ?> entries && found instanceof Map<?, ?> all) {
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
          String key = (path.isEmpty() ? "" : path + ".") + entry.getKey();
          if (!all.containsKey(entry.getKey())) {
            return key + ": missing (expected: " + text(entry.getValue()) + ")";
          }
          String misfit = misfit(key, entry.getValue(), all.get(entry.getKey()));
          if (misfit != null) {
            return misfit;
          }
        }
        return null;
      }
      if (wanted instanceof List<?> elements && found instanceof List<?> all) {
        return misfit(path, elements, all);
      }
      boolean equal =
          wanted instanceof Number a && found instanceof Number b
              ? new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0
              : Objects.equals(wanted, found);
      return equal
          ? null
          : "%s%s (expected: %s)"
              .formatted(path.isEmpty() ? "" : path + ": ", text(found), text(wanted));
    }

    private @Nullable String misfit(String path, List<?> wanted, List<?> found) {
      if (wanted.size() != found.size()) {
        return "%s%d elements (expected: %d)"
            .formatted(path.isEmpty() ? "" : path + ": ", found.size(), wanted.size());
      }
      for (int i = 0; i < wanted.size(); i++) {
        String misfit = misfit(path + "[" + i + "]", wanted.get(i), found.get(i));
        if (misfit != null) {
          return misfit;
        }
      }
      return null;
    }

    private String text(@Nullable Object value) {
      return value == null ? "null" : Shown.text(Payload.of(value, json));
    }
  }

  /** A JSON that can be read as a type, and of which a guard says yes. */
  record Guard<T>(Class<T> type, Predicate<? super T> guard) implements Match {
    @Override
    public @Nullable String misfit(Payload payload) {
      T value;
      try {
        value = payload.as(type);
      } catch (PayloadException e) {
        return "no " + type.getSimpleName() + ": " + e.getMessage();
      }
      return guard.test(value) ? null : "the guard says no";
    }

    @Override
    public String expectation() {
      return "a " + type.getSimpleName() + " that the guard takes";
    }
  }

  /**
   * What is asked by a value: a payload, or what the endpoint's JSON writes.
   *
   * @throws IllegalArgumentException if it is a class, which no JSON is
   */
  static Match of(Object expected, Json json) {
    if (expected instanceof Class<?> type) {
      throw new IllegalArgumentException(
          "expected: the class %s (expected: a map, a record, a payload). To look at what came as one, write assert…(\"event\").payload(%s.class)."
              .formatted(type.getName(), type.getSimpleName()));
    }
    Payload payload = Payload.of(expected, json);
    return payload.isBinary() ? new Bytes(payload) : new Subset(json, payload);
  }
}
