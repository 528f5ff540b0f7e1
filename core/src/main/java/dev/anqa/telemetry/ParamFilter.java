package dev.anqa.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of parameters before somebody sees them.
 *
 * <p>Works on trees of maps and lists, as JSON and query strings become; the tree it is given stays
 * as it is. Immutable; any thread may use it.
 *
 * <p>Ports {@code filter_values} of {@code lib/phoenix/logger.ex}; as there.
 */
public abstract sealed class ParamFilter {
  /** What stands in the place of a secret. */
  public static final String FILTERED = "[FILTERED]";

  private ParamFilter() {}

  /** The default: {@code discard("password", "token")}. */
  public static ParamFilter standard() {
    return discard("password", "token");
  }

  /**
   * Filters the value of each key that contains one of the terms, upper and lower case being
   * different, and each text that contains a term followed by {@code =}, which is how a form looks.
   *
   * @throws IllegalArgumentException if a term is empty, which would filter everything
   */
  public static ParamFilter discard(String... terms) {
    for (String term : terms) {
      if (term.isEmpty()) {
        throw new IllegalArgumentException(
            "discard: \"\" (expected: a part of a parameter's name)");
      }
    }
    return new Discard(List.of(terms));
  }

  /**
   * Filters everything but the values of keys with exactly these names, and what is below them.
   * Maps and lists stay, so that the structure can be seen.
   */
  public static ParamFilter keep(String... names) {
    return new Keep(Set.of(names));
  }

  /** The same tree without the secrets. */
  public final @Nullable Object filter(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<@Nullable Object, @Nullable Object> filtered = new LinkedHashMap<>();
        map.forEach((key, each) -> filtered.put(key, entry(key, each)));
        yield filtered;
      }
      case List<?> list -> {
        List<@Nullable Object> filtered = new ArrayList<>(list.size());
        list.forEach(each -> filtered.add(filter(each)));
        yield filtered;
      }
      case null, default -> leaf(value);
    };
  }

  /** What becomes of a map's value. */
  abstract @Nullable Object entry(@Nullable Object key, @Nullable Object value);

  /** What becomes of a value that is neither map nor list. */
  abstract @Nullable Object leaf(@Nullable Object value);

  private static final class Discard extends ParamFilter {
    private final List<String> terms;

    Discard(List<String> terms) {
      this.terms = terms;
    }

    @Override
    @Nullable Object entry(@Nullable Object key, @Nullable Object value) {
      boolean secret = key instanceof String name && terms.stream().anyMatch(name::contains);
      return secret ? FILTERED : filter(value);
    }

    @Override
    @Nullable Object leaf(@Nullable Object value) {
      boolean secret =
          value instanceof String text
              && terms.stream().anyMatch(term -> text.contains(term + "="));
      return secret ? FILTERED : value;
    }
  }

  private static final class Keep extends ParamFilter {
    private final Set<String> names;

    Keep(Set<String> names) {
      this.names = names;
    }

    @Override
    @Nullable Object entry(@Nullable Object key, @Nullable Object value) {
      return key instanceof String name && names.contains(name) ? value : filter(value);
    }

    @Override
    @Nullable Object leaf(@Nullable Object value) {
      return FILTERED;
    }
  }
}
