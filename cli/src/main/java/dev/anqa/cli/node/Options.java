package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.FatalException;
import dev.anqa.cli.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code anqa options}: what is in force, and the change of it. */
@Command(
    name = "options",
    description = {"Lists the options in force; changes one with --set.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa options --set log.joins=DEBUG"})
final class Options implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Changes an option that is changeable, until the node stops.")
  private @Nullable String set;

  @Mixin private AdminOptions admin = new AdminOptions();

  @Mixin private ListingOptions listing = new ListingOptions();

  Options(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (set != null) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        throw new FatalException("--set: \"%s\" (expected: NAME=VALUE)".formatted(set));
      }
      if (listing.cluster()) {
        throw new FatalException(
            "--cluster: not with --set (expected: --node NAME, for one node after another)");
      }
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("name", set.substring(0, equals)).put("value", set.substring(equals + 1));
      listing.node().ifPresent(node -> body.put("node", node));
      return Steering.post(terminal, admin, "options", body);
    }
    return Listing.show(terminal, admin, "options", listing.parameters(), Options::lines);
  }

  private static List<String> lines(JsonNode rows) {
    Table table = new Table("NODE", "NAME", "VALUE", "CHANGEABLE");
    for (JsonNode row : rows) {
      table.row(
          Listing.text(row, "node"),
          Listing.text(row, "name"),
          Listing.text(row, "value"),
          row.path("changeable").asBoolean() ? "yes" : "no");
    }
    return table.lines();
  }
}
