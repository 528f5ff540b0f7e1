package dev.anqa.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code anqa new} makes, and what it refuses; that it builds is for another test. */
final class NewTest {
  @TempDir private Path directory;

  @Test
  void makesAProjectAndSaysHowToRunIt() throws IOException {
    Invocation run = Invocation.of("new", "chat-server").in(directory).exits(0);

    assertThat(files())
        .containsExactlyInAnyOrder(
            "chat-server/.gitignore",
            "chat-server/README.md",
            "chat-server/pom.xml",
            "chat-server/src/main/java/com/example/chatserver/ChatServerApplication.java",
            "chat-server/src/main/java/com/example/chatserver/RoomChannel.java",
            "chat-server/src/main/java/com/example/chatserver/UserSocket.java",
            "chat-server/src/main/resources/static/app.css",
            "chat-server/src/main/resources/static/app.js",
            "chat-server/src/main/resources/static/index.html",
            "chat-server/src/main/resources/static/phoenix.LICENSE.md",
            "chat-server/src/main/resources/static/phoenix.min.js",
            "chat-server/src/test/java/com/example/chatserver/RoomChannelTest.java");
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("* creating chat-server/pom.xml")
        .contains("cd chat-server")
        .contains("mvn compile exec:exec");
  }

  @Test
  void leavesNoPlaceholderUnfilled() throws IOException {
    Invocation.of("new", "chat", "--presence", "--cluster").in(directory).exits(0);

    for (String file : files()) {
      if (!file.endsWith("phoenix.min.js")) {
        assertThat(Files.readString(directory.resolve(file))).as(file).doesNotContain("{{", "}}");
      }
    }
  }

  @Test
  void putsClassesWhereItIsTold() throws IOException {
    Invocation.of("new", "chat", "--package", "org.acme.talk").in(directory).exits(0);

    assertThat(files()).contains("chat/src/main/java/org/acme/talk/ChatApplication.java");
    assertThat(Project.around(directory.resolve("chat/src")).basePackage())
        .isEqualTo("org.acme.talk");
  }

  @Test
  void namesTheVersionThatItCameWith() throws IOException {
    Invocation.of("new", "chat").in(directory).exits(0);

    assertThat(Files.readString(directory.resolve("chat/pom.xml")))
        .contains("<anqa.version>" + Anqa.Version.number() + "</anqa.version>")
        .doesNotContain("<repositories>");
    assertThat(Anqa.Version.number()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Chat", "9chat", "chat room", "../chat", "chat-", ""})
  void refusesNamesThatNoDirectoryAndArtifactShouldHave(String name) throws IOException {
    Invocation run = Invocation.of("new", name).in(directory).exits(1);

    assertThat(run.err()).contains("\"" + name + "\"").contains("expected: lower-case letters");
    assertThat(files()).isEmpty();
  }

  @Test
  void refusesAPackageThatJavaDoesNotTake() throws IOException {
    Invocation run = Invocation.of("new", "chat", "--package", "org.new").in(directory).exits(1);

    assertThat(run.err()).contains("--package: \"org.new\" (expected: such as com.example.chat)");
    assertThat(files()).isEmpty();
  }

  @Test
  void makesAPackageOfANameThatIsAKeyword() throws IOException {
    Invocation.of("new", "switch").in(directory).exits(0);

    assertThat(files())
        .contains("switch/src/main/java/com/example/switchapp/SwitchApplication.java");
  }

  @Test
  void leavesWhatIsThereAsItIs() throws IOException {
    Files.createDirectory(directory.resolve("chat"));

    assertThat(Invocation.of("new", "chat").in(directory).exits(1).err())
        .contains("is there already");
    assertThat(files()).isEmpty();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }
}
