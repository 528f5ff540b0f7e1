package dev.anqa.cli.node;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** JSON as an indented outline, for reading. */
final class Outline {
  private static final String STEP = "  ";

  private Outline() {}

  /** Adds the lines of an object, each of its entries on its own. */
  static void of(JsonNode object, List<String> lines) {
    entries(object, "", lines);
  }

  private static void entries(JsonNode object, String indent, List<String> lines) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      JsonNode value = entry.getValue();
      if (isPlain(value)) {
        lines.add(indent + entry.getKey() + ": " + text(value));
      } else {
        lines.add(indent + entry.getKey() + ":");
        nested(value, indent + STEP, lines);
      }
    }
  }

  private static void nested(JsonNode value, String indent, List<String> lines) {
    if (value.isObject()) {
      entries(value, indent, lines);
      return;
    }
    for (JsonNode item : value) {
      if (isPlain(item)) {
        lines.add(indent + "- " + text(item));
      } else {
        int first = lines.size();
        nested(item, indent + STEP, lines);
        if (lines.size() > first) { // Not for an empty one.
          lines.set(first, indent + "- " + lines.get(first).substring(indent.length() + 2));
        }
      }
    }
  }

  private static boolean isPlain(JsonNode value) {
    return value.isValueNode() || value.isEmpty();
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "-";
    }
    if (value.isContainer()) {
      return "none";
    }
    return value.asString();
  }
}
