package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code anqa trace}: the next events, live; the counterpart of {@code recon_trace}. */
@Command(
    name = "trace",
    description = {"Shows the next events that fit, as they happen, and ends by itself.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa trace subscribe -n 50", "  anqa trace handle_in reply --topic 'room:*'"})
final class Trace implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      index = "0..*",
      arity = "0..*",
      paramLabel = "KIND",
      description = {
        "connect, close, join, leave, subscribe, unsubscribe, handle_in, handle_out, push, reply, "
            + "broadcast or crash; all by default."
      })
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "One topic, or with * at its end, those that begin so.")
  private @Nullable String topic;

  @Option(names = "--id", paramLabel = "ID", description = "Those that the application called so.")
  private @Nullable String id;

  @Option(names = "--peer", paramLabel = "ADDRESS", description = "Those from an address.")
  private @Nullable String peer;

  @Option(names = "--connection", paramLabel = "N", description = "One connection.")
  private @Nullable Long connection;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Ends after so many; 100 by default.")
  private @Nullable Integer count;

  @Option(
      names = {"-t", "--seconds"},
      paramLabel = "N",
      description = "Ends after so long; 60 by default.")
  private @Nullable Integer seconds;

  @Option(names = "--cluster", description = "On all nodes of the cluster.")
  private boolean cluster;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "On one node. By default the one that is asked.")
  private @Nullable String node;

  @Mixin private AdminOptions admin = new AdminOptions();

  Trace(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("kinds", String.join(",", kinds));
    parameters.put("topic", topic == null ? "" : topic);
    parameters.put("id", id == null ? "" : id);
    parameters.put("peer", peer == null ? "" : peer);
    parameters.put("connection", connection == null ? "" : connection.toString());
    parameters.put("count", count == null ? "" : count.toString());
    parameters.put("seconds", seconds == null ? "" : seconds.toString());
    parameters.put("cluster", cluster ? "true" : "");
    parameters.put("node", node == null ? "" : node);
    Printed printed = new Printed(terminal);
    try (AdminClient client = admin.client(terminal)) {
      client.lines("trace", parameters, line -> show(line, printed));
    }
    return 0;
  }

  private void show(JsonNode line, Printed printed) {
    if (admin.json()) {
      printed.json(line);
    } else if (line.has("end")) {
      terminal.err().println("Ended by " + line.path("end").asString());
      Listing.unanswered(terminal.err(), line);
    } else {
      printed.line(text(line));
    }
  }

  /** As a {@code TraceEntry} prints itself: when, where, what, with what, and what came of it. */
  private static String text(JsonNode event) {
    StringJoiner text = new StringJoiner(" ");
    text.add(TIME.format(Instant.parse(event.path("at").asString())));
    String node = event.path("node").asString();
    text.add(
        event.hasNonNull("connection") ? node + "/" + event.path("connection").asLong() : node);
    text.add(event.path("kind").asString());
    for (String name : List.of("topic", "event", "args")) {
      if (event.hasNonNull(name)) {
        text.add(Listing.text(event, name));
      }
    }
    if (event.hasNonNull("result")) {
      text.add("->").add(Listing.text(event, "result"));
      if (event.hasNonNull("reply")) {
        text.add(Listing.text(event, "reply"));
      }
    }
    if (event.hasNonNull("took_us")) {
      text.add("(" + event.path("took_us").asLong() + "µs)");
    }
    return text.toString();
  }
}
