package dev.anqa.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of a request or an answer, in their order; immutable.
 *
 * <p>Names are kept in lower case, and are found whatever their case (RFC 9110, 5.1).
 */
public final class Headers {
  private static final Headers NONE = new Headers(List.of());

  private final List<Map.Entry<String, String>> lines;

  private Headers(List<Map.Entry<String, String>> lines) {
    this.lines = lines;
  }

  /** No line at all. */
  public static Headers none() {
    return NONE;
  }

  /** One line. */
  public static Headers of(String name, String value) {
    return NONE.with(name, value);
  }

  /** As received, so checked by the decoder already; the names are in lower case. */
  static Headers received(List<Map.Entry<String, String>> lines) {
    return new Headers(List.copyOf(lines));
  }

  /**
   * These and one more line at the end, also if there is one of that name.
   *
   * @throws IllegalArgumentException if the name is no token, or the value has a line break or
   *     another control character, so that nobody can smuggle a line into an answer
   */
  public Headers with(String name, String value) {
    checkName(name);
    checkValue(name, value);
    List<Map.Entry<String, String>> more = new ArrayList<>(lines.size() + 1);
    more.addAll(lines);
    more.add(Map.entry(name.toLowerCase(Locale.ROOT), value));
    return new Headers(List.copyOf(more));
  }

  /** These without all lines of that name. */
  public Headers without(String name) {
    return new Headers(
        lines.stream().filter(line -> !line.getKey().equalsIgnoreCase(name)).toList());
  }

  /** The value of the first line of that name; null if there is none. */
  public @Nullable String first(String name) {
    for (Map.Entry<String, String> line : lines) {
      if (line.getKey().equalsIgnoreCase(name)) {
        return line.getValue();
      }
    }
    return null;
  }

  /** The values of all lines of that name, in their order; empty if there is none. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (Map.Entry<String, String> line : lines) {
      if (line.getKey().equalsIgnoreCase(name)) {
        values.add(line.getValue());
      }
    }
    return values;
  }

  /** Whether a comma-separated list under that name has the element, whatever its case. */
  public boolean lists(String name, String element) {
    for (String value : all(name)) {
      for (String each : value.split(",", -1)) {
        if (each.strip().equalsIgnoreCase(element)) {
          return true;
        }
      }
    }
    return false;
  }

  /** All lines whose name begins so. */
  public List<Map.Entry<String, String>> beginning(String prefix) {
    return lines.stream().filter(line -> line.getKey().startsWith(prefix)).toList();
  }

  /** All lines; unmodifiable. */
  public List<Map.Entry<String, String>> lines() {
    return lines;
  }

  private static void checkName(String name) {
    boolean token = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
      token &= alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
    if (!token) {
      throw new IllegalArgumentException(
          "header name: \"%s\" (expected: a token, such as x-request-id)"
              .formatted(Printable.text(name)));
    }
  }

  private static void checkValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7F || c > 0xFF) {
        throw new IllegalArgumentException(
            "header %s: \"%s\" (expected: no line breaks or control characters, Latin-1 only)"
                .formatted(name, Printable.text(value)));
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Headers that && lines.equals(that.lines);
  }

  @Override
  public int hashCode() {
    return lines.hashCode();
  }

  /** For debugging: the names, never the values, which may be secret. */
  @Override
  public String toString() {
    return lines.stream().map(Map.Entry::getKey).collect(Collectors.joining(", ", "[", "]"));
  }
}
