package dev.anqa.cli.node;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which nodes are asked, and for how much; of the commands that list. */
final class ListingOptions {
  // Set by picocli; null means not given.

  @Option(names = "--cluster", description = "Asks all nodes of the cluster.")
  private boolean cluster;

  @Option(names = "--node", paramLabel = "NAME", description = "Asks one node of the cluster.")
  private @Nullable String node;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many rows of each node, 1 to 1000; 100 by default.")
  private @Nullable Integer limit;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Goes on where the page before ended; it says where.")
  private @Nullable String after;

  /** Whether all nodes are asked. */
  boolean cluster() {
    return cluster;
  }

  /** The node that is asked; empty for the one that answers the call. */
  Optional<String> node() {
    return Optional.ofNullable(node);
  }

  /** For the query. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("cluster", cluster ? "true" : "");
    parameters.put("node", node == null ? "" : node);
    parameters.put("limit", limit == null ? "" : limit.toString());
    parameters.put("after", after == null ? "" : after);
    return parameters;
  }
}
