package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code anqa kick}: ends one channel. */
@Command(
    name = "kick",
    description = {"Ends one channel of a connection; its client sees phx_close.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa kick 17 room:lobby", "  anqa kick 17 room:lobby --node b"})
final class Kick implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      index = "0",
      paramLabel = "CONNECTION",
      description = "Its number, as anqa sockets lists it.")
  private long connection;

  @Parameters(index = "1", paramLabel = "TOPIC", description = "Such as room:lobby.")
  private String topic = "";

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "The node that the connection is on. By default the one that is asked.")
  private @Nullable String node;

  @Mixin private AdminOptions admin = new AdminOptions();

  Kick(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("connection", connection).put("topic", topic);
    if (node != null) {
      body.put("node", node);
    }
    return Steering.post(terminal, admin, "kick", body);
  }
}
