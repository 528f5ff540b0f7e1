package dev.anqa.cli.project;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code anqa gen channel}: a channel and its test, as {@code mix phx.gen.channel} makes them.
 *
 * <p>Differs in: it asks nothing; where there is no socket it says how to make one.
 */
@Command(
    name = "channel",
    description = {"Makes a channel with the events ping and shout, and its test.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa gen channel Room", "  anqa gen channel Admin.Room"})
final class GenChannel implements Callable<Integer> {
  private final Terminal terminal;

  // Set by picocli before call().

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "In CamelCase; Room makes RoomChannel for the topics room:*.")
  private String name = "";

  GenChannel(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JavaName channel = JavaName.of(name, "Channel");
    Project project = Project.around(terminal.directory());
    String inPackage = channel.packageBelow(project.basePackage());
    String type = channel.simple() + "Channel";
    Map<String, String> values =
        Map.of("package", inPackage, "type", type, "topic", channel.snakeCase());
    new NewFiles(project.root())
        .add(
            Project.java("src/main/java", inPackage, type),
            Templates.fill("gen/Channel.java", values))
        .add(
            Project.java("src/test/java", inPackage, type + "Test"),
            Templates.fill("gen/ChannelTest.java", values))
        .write(terminal.err(), project.root());
    if (project.hasClassEndingIn("Socket")) {
      terminal
          .err()
          .printf(
              """

              Lead its topics to it, in your socket:

                  .channel("%s:*", %s::new)
              """,
              channel.snakeCase(), type);
    } else {
      terminal
          .err()
          .printf(
              """

              There is no socket yet. Make one that leads its topics to it:

                  anqa gen socket User --from-channel %s
              """,
              name);
    }
    return 0;
  }
}
