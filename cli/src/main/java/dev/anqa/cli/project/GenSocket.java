package dev.anqa.cli.project;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code anqa gen socket}: a socket, its test, and a client of it, as {@code phx.gen.socket}. */
@Command(
    name = "socket",
    description = {
      "Makes a socket that accepts everybody, its test, and a client in JavaScript.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa gen socket User", "  anqa gen socket User --from-channel Room"})
final class GenSocket implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "In CamelCase; User makes UserSocket.")
  private String name = "";

  @Option(
      names = "--from-channel",
      paramLabel = "CHANNEL",
      description = "Leads the topics of this channel to it; Room means RoomChannel for room:*.")
  private @Nullable String fromChannel;

  GenSocket(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JavaName socket = JavaName.of(name, "Socket");
    JavaName channel = fromChannel == null ? null : JavaName.of(fromChannel, "Channel");
    Project project = Project.around(terminal.directory());
    String inPackage = socket.packageBelow(project.basePackage());
    String type = socket.simple() + "Socket";
    Map<String, Object> values = new HashMap<>();
    values.put("package", inPackage);
    values.put("type", type);
    values.put("file", socket.snakeCase() + "_socket.js");
    values.put("id", socket.snakeCase() + "s");
    values.put("hasChannel", channel != null);
    values.put("topic", channel == null ? "room" : channel.snakeCase());
    if (channel != null) {
      String channelPackage = channel.packageBelow(project.basePackage());
      values.put("channel", channel.simple() + "Channel");
      values.put("channelPackage", channelPackage);
      values.put("imports", !channelPackage.equals(inPackage));
    }
    new NewFiles(project.root())
        .add(
            Project.java("src/main/java", inPackage, type),
            Templates.fill("gen/Socket.java", values))
        .add(
            Project.java("src/test/java", inPackage, type + "Test"),
            Templates.fill("gen/SocketTest.java", values))
        .add(
            "src/main/resources/static/" + values.get("file"),
            Templates.fill("gen/socket.js", values))
        .write(terminal.err(), project.root());
    terminal
        .err()
        .printf(
            """

            Mount it on your endpoint:

                .socket("/socket", %s.handler())

            and load its client in a page, behind phoenix.min.js:

                <script src="/%s" defer></script>
            """,
            type, values.get("file"));
    return 0;
  }
}
