package dev.anqa.transport;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path whose segments may be variables, such as {@code /rooms/:id}. Empty segments count neither
 * in the pattern nor in the path.
 *
 * <p>Ports {@code socket_path/2} of {@code lib/phoenix/endpoint.ex}. Differs in: segments are
 * percent-decoded before they are compared or handed out; a variable takes a whole segment.
 */
final class PathPattern {
  private final List<String> segments;

  private PathPattern(List<String> segments) {
    this.segments = segments;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if a name of a variable is missing, not a name, or there twice
   */
  static PathPattern parse(String text) {
    List<String> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String segment : text.split("/", -1)) {
      boolean variable = segment.startsWith(":");
      if ((variable && !segment.matches(":[A-Za-z_][A-Za-z0-9_]*"))
          || (variable && !names.add(segment))
          || (!variable && (segment.indexOf(':') >= 0 || segment.indexOf('*') >= 0))) {
        throw new IllegalArgumentException(
            "path \"%s\": \"%s\" (expected: a literal, or a variable with a name of its own"
                    .formatted(text, segment)
                + " for the whole segment, such as /rooms/:room_id)");
      }
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return new PathPattern(List.copyOf(segments));
  }

  /**
   * The segments of a request's path, decoded.
   *
   * @return null if they are not percent-encoded UTF-8
   */
  static @Nullable List<String> split(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      String decoded = Percent.decode(segment, /* plusIsSpace= */ false);
      if (decoded == null) {
        return null;
      }
      if (!decoded.isEmpty()) {
        segments.add(decoded);
      }
    }
    return segments;
  }

  /**
   * The variables by name, without those that begin with an underscore.
   *
   * @return null if the path does not match
   */
  @Nullable Map<String, String> match(List<String> path) {
    if (path.size() != segments.size()) {
      return null;
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (!segment.startsWith(":")) {
        if (!segment.equals(path.get(i))) {
          return null;
        }
      } else if (!segment.startsWith(":_")) {
        variables.put(segment.substring(1), path.get(i));
      }
    }
    return variables;
  }

  /** In its one form, such as {@code /rooms/:id}. */
  @Override
  public String toString() {
    return "/" + String.join("/", segments);
  }
}
