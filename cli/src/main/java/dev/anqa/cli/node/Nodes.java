package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code anqa nodes}: the cluster. */
@Command(
    name = "nodes",
    description = {"Lists the nodes of the cluster, as one of them sees it.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa nodes", "  anqa nodes --json"})
final class Nodes implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Mixin private AdminOptions admin = new AdminOptions();

  Nodes(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Printed printed = new Printed(terminal);
    JsonNode answer;
    try (AdminClient client = admin.client(terminal)) {
      answer = client.get("nodes", Map.of());
    }
    if (admin.json()) {
      printed.json(answer);
    } else {
      answer.path("nodes").forEach(node -> printed.line(node.asString()));
    }
    return 0;
  }
}
