package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code anqa disconnect}: closes connections, with 1001. */
@Command(
    name = "disconnect",
    description = {
      "Closes the connections of an id on all nodes, or one connection of a node.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa disconnect --id users_socket:7", "  anqa disconnect --connection 17"})
final class Disconnect implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @ArgGroup(multiplicity = "1")
  private Whom whom = new Whom();

  private static final class Whom {
    @Option(names = "--id", paramLabel = "ID", description = "All that the application called so.")
    private @Nullable String id;

    @Option(names = "--connection", paramLabel = "N", description = "One, by its number.")
    private @Nullable Long connection;
  }

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "The node that the connection is on. By default the one that is asked.")
  private @Nullable String node;

  @Mixin private AdminOptions admin = new AdminOptions();

  Disconnect(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (whom.id != null) {
      body.put("id", whom.id);
    } else {
      body.put("connection", whom.connection);
    }
    if (node != null) {
      body.put("node", node);
    }
    return Steering.post(terminal, admin, "disconnect", body);
  }
}
