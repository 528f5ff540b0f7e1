package dev.anqa.cli.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Invocation;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new project, with all that {@code anqa gen} adds, is built and tested by a Maven of its own.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES) // It may have to fetch Maven's plugins.
final class NewProjectBuildTest {
  /** What the project needs of this build. */
  private static final List<String> MODULES = List.of("pubsub", "core", "cluster", "testkit");

  @TempDir private Path directory;

  @Test
  void passesItsTests() throws Exception {
    Invocation.of("new", "chat", "--presence", "--cluster").in(directory).exits(0);
    Path project = directory.resolve("chat");
    Invocation.of("gen", "channel", "Admin.Game").in(project).exits(0);
    Invocation.of("gen", "socket", "Admin", "--from-channel", "Admin.Game").in(project).exits(0);
    Invocation.of("gen", "presence").in(project).exits(0);

    assertThat(testsOf(project)).contains("Tests run: 9, Failures: 0, Errors: 0, Skipped: 0");
  }

  @Test
  void passesItsTestsWithoutOptionsToo() throws Exception {
    Invocation.of("new", "chat").in(directory).exits(0);

    assertThat(testsOf(directory.resolve("chat")))
        .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
  }

  /** Runs {@code mvn test}; what it printed. */
  private String testsOf(Path project) throws Exception {
    Path root = root();
    Path own = directory.resolve("own-repository");
    for (String module : MODULES) {
      install(own, "anqa-" + module, root.resolve(module));
    }
    copy(root.resolve("pom.xml"), artifact(own, "anqa-parent", "pom"));
    Process maven =
        new ProcessBuilder(
                root.resolve("mvnw").toString(),
                "-B",
                "-Dmaven.repo.local=" + own,
                // What all modules have fetched before is there; only our own classes are not.
                "-Dmaven.repo.local.tail=" + localRepository(),
                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                "test")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .start();
    maven.getOutputStream().close();
    String printed = new String(maven.getInputStream().readAllBytes(), UTF_8);
    assertThat(maven.waitFor()).as(printed).isZero();
    return printed;
  }

  /** Puts a module, as it is in this build, into a repository, as {@code mvn install} does. */
  private static void install(Path repository, String name, Path module) throws IOException {
    copy(module.resolve("pom.xml"), artifact(repository, name, "pom"));
    var said = new StringWriter();
    var printer = new PrintWriter(said);
    int code =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                printer,
                printer,
                "--create",
                "--file",
                artifact(repository, name, "jar").toString(),
                "-C",
                module.resolve("target/classes").toString(),
                ".");
    assertThat(code).as(said.toString()).isZero();
  }

  private static Path artifact(Path repository, String name, String type) throws IOException {
    String version = Anqa.Version.number();
    Path folder = repository.resolve("dev/anqa").resolve(name).resolve(version);
    Files.createDirectories(folder);
    return folder.resolve(name + "-" + version + "." + type);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to);
  }

  /** Where the Maven of this build keeps what it fetched: a jar of the class path is in there. */
  static Path localRepository() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.contains("/info/picocli/picocli/"))
        .map(entry -> Path.of(entry.substring(0, entry.indexOf("/info/picocli/picocli/"))))
        .findFirst()
        .orElseThrow();
  }

  /** The checkout. */
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
