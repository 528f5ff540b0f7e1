package dev.anqa.cli.project;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.FatalException;
import dev.anqa.cli.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code anqa new}: a project to begin with.
 *
 * <p>The counterpart of {@code mix phx.new} ({@code installer/lib/phx_new}). Differs in: a socket,
 * a channel and a page that talks to it are there from the start, with their test, as there is
 * nothing else to show.
 */
@Command(
    name = "new",
    description = {
      "Makes a project in a new directory: a channel, a page that talks to it, and a test.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  anqa new chat && cd chat && mvn compile exec:exec", "  anqa new chat --presence"})
public final class New implements Callable<Integer> {
  /**
   * The system property with the URL of a Maven repository that has this version of Anqa; not set
   * where Maven Central has it.
   */
  static final String REPOSITORY = "anqa.repository";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "What it is called, such as chat or chat-server; its directory, too.")
  private String name = "";

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "Where its classes are. By default com.example and the name.")
  private @Nullable String packageName;

  @Option(names = "--presence", description = "With a list of who is there.")
  private boolean presence;

  @Option(names = "--cluster", description = "With nodes that find each other, on JGroups.")
  private boolean cluster;

  /** The command, for a terminal. */
  public New(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!NAME.matcher(name).matches()) {
      throw new FatalException(
          "\"%s\" is no name (expected: lower-case letters, digits and -, such as chat-server)"
              .formatted(name));
    }
    Path root = terminal.directory().resolve(name);
    if (Files.exists(root)) {
      throw new FatalException("%s is there already; choose another name".formatted(root));
    }
    files(root).write(terminal.err(), terminal.directory());
    terminal
        .err()
        .printf(
            """

            Run it, and see http://localhost:4000/:

                cd %s
                mvn compile exec:exec

            Run it again at each change of its sources:

                anqa dev

            Test it:

                mvn test
            """,
            name);
    return 0;
  }

  private NewFiles files(Path root) {
    String base = basePackage();
    String application = camelCase(name);
    Map<String, Object> values = new HashMap<>();
    values.put("name", name);
    values.put("package", base);
    values.put("application", application);
    values.put("presence", presence);
    values.put("cluster", cluster);
    values.put("version", Anqa.Version.number());
    values.put("repository", System.getProperty(REPOSITORY, ""));
    values.put("hasRepository", System.getProperty(REPOSITORY) != null);
    NewFiles files = new NewFiles(root);
    for (String same : new String[] {"pom.xml", "README.md"}) {
      files.add(same, Templates.fill("project/" + same, values));
    }
    files.add(".gitignore", Templates.text("project/gitignore"));
    files.add(
        Project.java("src/main/java", base, application),
        Templates.fill("project/Application.java", values));
    for (String main : new String[] {"UserSocket", "RoomChannel"}) {
      files.add(
          Project.java("src/main/java", base, main),
          Templates.fill("project/" + main + ".java", values));
    }
    files.add(
        Project.java("src/test/java", base, "RoomChannelTest"),
        Templates.fill("project/RoomChannelTest.java", values));
    for (String page : new String[] {"index.html", "app.js", "app.css"}) {
      files.add(
          "src/main/resources/static/" + page, Templates.fill("project/page/" + page, values));
    }
    // Minified, it is full of braces that mean nothing.
    for (String asIs : new String[] {"phoenix.min.js", "phoenix.LICENSE.md"}) {
      files.add("src/main/resources/static/" + asIs, Templates.text("project/page/" + asIs));
    }
    return files;
  }

  private String basePackage() {
    if (packageName == null) {
      String last = name.replace("-", "");
      return "com.example." + (SourceVersion.isKeyword(last) ? last + "app" : last);
    }
    if (!SourceVersion.isName(packageName)) {
      throw new FatalException(
          "--package: \"%s\" (expected: such as com.example.chat)".formatted(packageName));
    }
    return packageName;
  }

  private static String camelCase(String name) {
    return Stream.of(name.split("-"))
        .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
        .collect(Collectors.joining())
        .concat("Application");
  }
}
