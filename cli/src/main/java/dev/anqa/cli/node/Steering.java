package dev.anqa.cli.node;

import dev.anqa.cli.FatalException;
import dev.anqa.cli.Terminal;
import tools.jackson.databind.JsonNode;

/** Asks a node to do something, and shows what became of it. */
final class Steering {
  private Steering() {}

  /**
   * Asks and shows.
   *
   * @return the exit code
   * @throws FatalException if the node did not do it
   */
  static int post(Terminal terminal, AdminOptions options, String call, JsonNode body)
      throws InterruptedException {
    JsonNode answer;
    try (AdminClient client = options.client(terminal)) {
      answer = client.post(call, body);
    }
    String result = answer.path("result").asString();
    String reason = answer.path("reason").asString();
    if (result.equals("failed")) {
      throw new FatalException("Failed: " + reason);
    }
    Printed printed = new Printed(terminal);
    if (options.json()) {
      printed.json(answer);
    } else {
      printed.line(reason.isEmpty() ? result : result + ": " + reason);
    }
    return 0;
  }
}
