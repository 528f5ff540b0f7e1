package dev.anqa.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The Lab's command line.
 *
 * @param port 0 takes a free one
 * @param node the name of this node
 */
record LabOptions(int port, String host, String node) {
  private static final Set<String> KNOWN = Set.of("--port", "--host", "--node", "--cluster");

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws IllegalArgumentException if one is unknown or incomplete
   */
  static LabOptions parse(String... args) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!KNOWN.contains(args[i])) {
        throw new IllegalArgumentException(
            "unknown option " + args[i] + " (expected one of: " + KNOWN + ")");
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("option " + args[i] + " needs a value");
      }
      given.put(args[i], args[i + 1]);
    }
    String cluster = given.getOrDefault("--cluster", "none");
    if (!cluster.equals("none")) {
      throw new IllegalArgumentException("--cluster " + cluster + " (expected: none)");
    }
    return new LabOptions(
        port(given.getOrDefault("--port", "4711")),
        given.getOrDefault("--host", "127.0.0.1"),
        given.getOrDefault("--node", "lab"));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new IllegalArgumentException("--port " + text + " (expected: 0 to 65535)");
  }
}
