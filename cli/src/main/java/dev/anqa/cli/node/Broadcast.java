package dev.anqa.cli.node;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.FatalException;
import dev.anqa.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code anqa broadcast}: an event for everybody on a topic. */
@Command(
    name = "broadcast",
    description = {"Sends an event to everybody on a topic.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa broadcast room:lobby new_msg '{\"body\":\"maintenance at noon\"}'"})
final class Broadcast implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Such as room:lobby.")
  private String topic = "";

  @Parameters(index = "1", paramLabel = "EVENT", description = "Such as new_msg.")
  private String event = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PAYLOAD",
      description = "A JSON object; {} by default.")
  private String payload = "{}";

  @Option(names = "--local", description = "Only to clients of this node.")
  private boolean local;

  @Mixin private AdminOptions admin = new AdminOptions();

  Broadcast(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("topic", topic).put("event", event).put("local", local);
    try {
      body.set("payload", JsonMapper.shared().readTree(payload));
    } catch (JacksonException e) { // Its message has parts of the payload, which may be secrets.
      throw new FatalException(
          "PAYLOAD: no JSON at column %d (expected: such as '{\"body\": \"hi\"}')"
              .formatted(e.getLocation().getColumnNr()));
    }
    return Steering.post(terminal, admin, "broadcast", body);
  }
}
