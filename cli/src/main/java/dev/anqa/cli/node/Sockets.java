package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code anqa sockets}: who is connected. */
@Command(
    name = "sockets",
    description = {"Lists the connections and their channels, the oldest first.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa sockets --peer 10.16.74.150"})
final class Sockets implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Option(names = "--id", paramLabel = "ID", description = "Those that the application called so.")
  private @Nullable String id;

  @Option(names = "--peer", paramLabel = "ADDRESS", description = "Those from an address.")
  private @Nullable String peer;

  @Option(names = "--topic", paramLabel = "TOPIC", description = "Those that are on a topic.")
  private @Nullable String topic;

  @Mixin private AdminOptions admin = new AdminOptions();

  @Mixin private ListingOptions listing = new ListingOptions();

  Sockets(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> parameters = listing.parameters();
    parameters.put("id", id == null ? "" : id);
    parameters.put("peer", peer == null ? "" : peer);
    parameters.put("topic", topic == null ? "" : topic);
    return Listing.show(terminal, admin, "sockets", parameters, Sockets::lines);
  }

  private static List<String> lines(JsonNode rows) {
    Table table =
        new Table("NODE", "CONNECTION", "ID", "HANDLER", "TRANSPORT", "PEER", "AGE", "TOPICS");
    for (JsonNode row : rows) {
      table.row(
          Listing.text(row, "node"),
          Listing.text(row, "connection"),
          Listing.text(row, "id"),
          Listing.text(row, "handler"),
          Listing.text(row, "transport"),
          Listing.peer(row),
          Listing.age(row, "age_ms"),
          topics(row));
    }
    return table.lines();
  }

  private static String topics(JsonNode row) {
    StringJoiner topics = new StringJoiner(" ");
    row.path("channels").forEach(channel -> topics.add(channel.path("topic").asString()));
    int more = row.path("more_channels").asInt();
    return more == 0 ? topics.toString() : topics + " and " + more + " more";
  }
}
