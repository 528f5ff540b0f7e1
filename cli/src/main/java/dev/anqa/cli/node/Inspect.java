package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.FatalException;
import dev.anqa.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code anqa inspect}: one connection and the state of its channels. */
@Command(
    name = "inspect",
    description = {"Shows a connection, and what its channels show of themselves.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa inspect 17"})
final class Inspect implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      index = "0",
      paramLabel = "CONNECTION",
      description = "Its number, as anqa sockets lists it.")
  private long connection;

  @Option(names = "--topic", paramLabel = "TOPIC", description = "Only the channel of a topic.")
  private @Nullable String topic;

  @Mixin private AdminOptions admin = new AdminOptions();

  @Mixin private ListingOptions listing = new ListingOptions();

  Inspect(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> parameters = listing.parameters();
    parameters.put("connection", Long.toString(connection));
    parameters.put("topic", topic == null ? "" : topic);
    return Listing.show(terminal, admin, "inspect", parameters, this::lines);
  }

  private List<String> lines(JsonNode rows) {
    if (rows.isEmpty()) {
      throw new FatalException("There is no connection " + connection + "; see: anqa sockets");
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode row : rows) {
      Outline.of(row, lines);
    }
    return lines;
  }
}
