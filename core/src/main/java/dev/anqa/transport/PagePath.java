package dev.anqa.transport;

import java.util.Arrays;
import java.util.List;

/**
 * The paths that a handler answers.
 *
 * @param segments literal ones
 * @param below whether what lies below belongs to it
 */
record PagePath(List<String> segments, boolean below) {
  /**
   * Reads one such as {@code /health} or {@code /assets/*}.
   *
   * @throws IllegalArgumentException if it does not begin with a slash, or has a {@code *}
   *     elsewhere
   */
  static PagePath parse(String text) {
    boolean below = text.endsWith("/*");
    String path = below ? text.substring(0, text.length() - 2) : text;
    if (!text.startsWith("/") || path.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "path: \"%s\" (expected: such as /health, or /assets/* with all below it)"
              .formatted(text));
    }
    List<String> segments =
        Arrays.stream(path.split("/", -1)).filter(segment -> !segment.isEmpty()).toList();
    return new PagePath(segments, below);
  }

  boolean matches(List<String> path) {
    return below
        ? path.size() >= segments.size() && path.subList(0, segments.size()).equals(segments)
        : path.equals(segments);
  }
}
