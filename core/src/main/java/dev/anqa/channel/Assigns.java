package dev.anqa.channel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Named values that a socket hands to all its channels; immutable. */
public final class Assigns {
  private static final Assigns NONE = new Assigns(Map.of());

  private final Map<String, Object> values;

  private Assigns(Map<String, Object> values) {
    this.values = values;
  }

  /** No values. */
  public static Assigns none() {
    return NONE;
  }

  /** These values; a copy. */
  public static Assigns of(Map<String, ?> values) {
    return values.isEmpty() ? NONE : new Assigns(Map.copyOf(values));
  }

  /** These, and one more or another value under its name. */
  public Assigns with(String name, Object value) {
    return with(Map.of(name, value));
  }

  /** These, and more or other values under their names. */
  public Assigns with(Map<String, ?> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, Object> merged = new HashMap<>(values);
    merged.putAll(more);
    return of(merged);
  }

  /**
   * The value under a name.
   *
   * @throws IllegalArgumentException if there is none, or it is of another type
   */
  public <T> T value(String name, Class<T> type) {
    return find(name, type)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no assign \"%s\" (there are: %s)".formatted(name, values.keySet())));
  }

  /**
   * The value under a name, if there is one.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  public <T> Optional<T> find(String name, Class<T> type) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalArgumentException(
          "assign \"%s\" is a %s (expected: %s)"
              .formatted(name, value.getClass().getName(), type.getName()));
    }
    return Optional.ofNullable(type.cast(value));
  }

  /** All values, unmodifiable. */
  public Map<String, Object> asMap() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Assigns that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The names; values may be secrets. */
  @Override
  public String toString() {
    return "Assigns" + values.keySet();
  }
}
