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

/** {@code anqa topics}: the topics that have subscribers. */
@Command(
    name = "topics",
    description = {"Lists the topics that have subscribers.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa topics", "  anqa topics room: --cluster"})
final class Topics implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "Only those that begin so, such as room:")
  private String prefix = "";

  @Mixin private AdminOptions admin = new AdminOptions();

  @Mixin private ListingOptions listing = new ListingOptions();

  Topics(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> parameters = listing.parameters();
    parameters.put("prefix", prefix);
    return Listing.show(terminal, admin, "topics", parameters, Topics::lines);
  }

  private static List<String> lines(JsonNode rows) {
    Table table = new Table("NODE", "TOPIC", "SUBSCRIBERS");
    for (JsonNode row : rows) {
      table.row(
          Listing.text(row, "node"), Listing.text(row, "topic"), Listing.text(row, "subscribers"));
    }
    return table.lines();
  }
}
