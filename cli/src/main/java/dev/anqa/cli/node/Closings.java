package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code anqa closings}: why connections are no more. */
@Command(
    name = "closings",
    description = {"Tells why connections were closed: the last 1,024, the newest first.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa closings --id users_socket:7"})
final class Closings implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Option(names = "--id", paramLabel = "ID", description = "Those that the application called so.")
  private @Nullable String id;

  @Option(names = "--peer", paramLabel = "ADDRESS", description = "Those from an address.")
  private @Nullable String peer;

  @Mixin private AdminOptions admin = new AdminOptions();

  @Mixin private ListingOptions listing = new ListingOptions();

  Closings(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> parameters = listing.parameters();
    parameters.put("id", id == null ? "" : id);
    parameters.put("peer", peer == null ? "" : peer);
    return Listing.show(terminal, admin, "closings", parameters, Closings::lines);
  }

  private static List<String> lines(JsonNode rows) {
    Table table =
        new Table(
            "NODE", "CONNECTION", "ID", "HANDLER", "PEER", "CLOSED", "STOOD", "CODE", "REASON");
    for (JsonNode row : rows) {
      table.row(
          Listing.text(row, "node"),
          Listing.text(row, "connection"),
          Listing.text(row, "id"),
          Listing.text(row, "handler"),
          Listing.peer(row),
          Listing.text(row, "closed_at"),
          Listing.age(row, "stood_ms"),
          Listing.text(row, "code"),
          Listing.text(row, "reason"));
    }
    return table.lines();
  }
}
