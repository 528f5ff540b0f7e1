package dev.anqa.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Lab's command line.
 *
 * @param port 0 takes a free one
 * @param node the name of this node; null leaves it to the kind of cluster
 * @param clusterPort where other nodes reach this one
 * @param peers where to look for other nodes, as {@code host:port}; none means on this machine
 * @param redis where Redis is, as a URL
 */
record LabOptions(
    int port,
    String host,
    @Nullable String node,
    ClusterKind cluster,
    int clusterPort,
    List<String> peers,
    String redis) {
  /** The way to other nodes. */
  enum ClusterKind {
    NONE,
    JGROUPS,
    REDIS;

    private static ClusterKind of(String text) {
      for (ClusterKind kind : values()) {
        if (kind.text().equals(text)) {
          return kind;
        }
      }
      List<String> known = List.of(values()).stream().map(ClusterKind::text).toList();
      throw new IllegalArgumentException("--cluster " + text + " (expected one of: " + known + ")");
    }

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<String> KNOWN =
      Set.of("--port", "--host", "--node", "--cluster", "--cluster-port", "--peers", "--redis");

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
    String peers = given.get("--peers");
    return new LabOptions(
        port("--port", 0, given.getOrDefault("--port", "4711")),
        given.getOrDefault("--host", "127.0.0.1"),
        given.get("--node"),
        ClusterKind.of(given.getOrDefault("--cluster", "none")),
        port("--cluster-port", 1, given.getOrDefault("--cluster-port", "7800")),
        peers == null ? List.of() : List.of(peers.split(",")),
        given.getOrDefault("--redis", "redis://127.0.0.1:6379"));
  }

  private static int port(String option, int least, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= least && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new IllegalArgumentException(
        "%s %s (expected: %d to 65535)".formatted(option, text, least));
  }
}
