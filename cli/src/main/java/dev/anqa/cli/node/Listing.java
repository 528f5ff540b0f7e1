package dev.anqa.cli.node;

import dev.anqa.cli.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Asks for a listing and shows it: rows on stdout, what is missing from them on stderr. */
final class Listing {
  private Listing() {}

  /**
   * Asks and shows.
   *
   * @param call the name of the call, and of the rows in its answer
   * @param shown makes the lines of the rows
   * @return the exit code
   */
  static int show(
      Terminal terminal,
      AdminOptions options,
      String call,
      Map<String, String> parameters,
      Function<? super JsonNode, List<String>> shown)
      throws InterruptedException {
    Printed printed = new Printed(terminal);
    JsonNode answer;
    try (AdminClient client = options.client(terminal)) {
      answer = client.get(call, parameters);
    }
    if (options.json()) {
      printed.json(answer);
    } else {
      printed.lines(shown.apply(answer.path(call)));
    }
    missing(terminal.err(), answer);
    return 0;
  }

  private static void missing(PrintWriter err, JsonNode answer) {
    answer
        .path("next")
        .properties()
        .forEach(next ->
            err.printf(
                "%s has more: --node %s --after '%s'%n",
                next.getKey(), next.getKey(), next.getValue().asString()));
    unanswered(err, answer);
  }

  /** Names the nodes that did not answer. */
  static void unanswered(PrintWriter err, JsonNode answer) {
    answer
        .path("unanswered")
        .properties()
        .forEach(node ->
            err.printf("%s did not answer: %s%n", node.getKey(), node.getValue().asString()));
  }

  /** A value as text; {@code -} for none. */
  static String text(JsonNode row, String name) {
    JsonNode value = row.path(name);
    return value.isNull() || value.isMissingNode()
        ? "-"
        : value.isValueNode() ? value.asString() : value.toString();
  }

  /** How long ago, in words as short as {@code 3m12s}. */
  static String age(JsonNode row, String name) {
    long seconds = row.path(name).asLong() / 1_000;
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return "%dm%02ds".formatted(seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return "%dh%02dm".formatted(seconds / 3_600, seconds / 60 % 60);
    }
    return "%dd%02dh".formatted(seconds / 86_400, seconds / 3_600 % 24);
  }

  static String peer(JsonNode row) {
    return text(row, "peer") + ":" + text(row, "port");
  }
}
