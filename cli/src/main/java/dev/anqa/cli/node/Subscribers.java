package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code anqa subscribers}: who is on a topic. */
@Command(
    name = "subscribers",
    description = {"Lists the channels on a topic.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa subscribers room:lobby --cluster"})
final class Subscribers implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Such as room:lobby.")
  private String topic = "";

  @Mixin private AdminOptions admin = new AdminOptions();

  @Mixin private ListingOptions listing = new ListingOptions();

  Subscribers(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> parameters = listing.parameters();
    parameters.put("topic", topic);
    return Listing.show(terminal, admin, "subscribers", parameters, Subscribers::lines);
  }

  private static List<String> lines(JsonNode rows) {
    Table table = new Table("NODE", "CONNECTION", "CHANNEL", "ID", "HANDLER", "TRANSPORT", "PEER");
    for (JsonNode row : rows) {
      table.row(
          Listing.text(row, "node"),
          Listing.text(row, "connection"),
          Listing.text(row, "channel"),
          Listing.text(row, "id"),
          Listing.text(row, "handler"),
          Listing.text(row, "transport"),
          Listing.peer(row));
    }
    return table.lines();
  }
}
