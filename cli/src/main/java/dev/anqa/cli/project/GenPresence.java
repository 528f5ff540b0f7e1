package dev.anqa.cli.project;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code anqa gen presence}: who is there, and its test, as {@code mix phx.gen.presence}. */
@Command(
    name = "presence",
    description = {"Makes a presence, which knows who is on which topic, and its test.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa gen presence", "  anqa gen presence Room"})
final class GenPresence implements Callable<Integer> {
  private final Terminal terminal;

  // Set by picocli before call().

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "User",
      paramLabel = "NAME",
      description = "In CamelCase; Room makes RoomPresence. By default User.")
  private String name = "";

  GenPresence(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JavaName presence = JavaName.of(name, "Presence");
    Project project = Project.around(terminal.directory());
    String inPackage = presence.packageBelow(project.basePackage());
    String type = presence.simple() + "Presence";
    Map<String, String> values =
        Map.of("package", inPackage, "type", type, "name", presence.snakeCase());
    new NewFiles(project.root())
        .add(
            Project.java("src/main/java", inPackage, type),
            Templates.fill("gen/Presence.java", values))
        .add(
            Project.java("src/test/java", inPackage, type + "Test"),
            Templates.fill("gen/PresenceTest.java", values))
        .write(terminal.err(), project.root());
    terminal
        .err()
        .printf(
            """

            Give it to your endpoint, and to the channels that track in it:

                Presence presence = %1$s.builder().build();
                Endpoint.builder()
                    .presence(presence)
                    .socket("/socket", SocketHandler.anonymous().channel("room:*", () -> new RoomChannel(presence)))
            """,
            type);
    return 0;
  }
}
