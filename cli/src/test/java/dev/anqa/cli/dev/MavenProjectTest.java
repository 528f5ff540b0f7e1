package dev.anqa.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.cli.FatalException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MavenProjectTest {
  private static final String POM = "<project><main.class>chat.Main</main.class></project>";

  @TempDir private Path directory;

  @Test
  void isAroundTheDirectoryAndSaysWhatToRun() throws Exception {
    Files.writeString(directory.resolve("pom.xml"), POM);
    Path below = Files.createDirectories(directory.resolve("src/main/java"));

    assertThat(MavenProject.around(below, null))
        .isEqualTo(new MavenProject(directory, directory, "chat.Main"));
  }

  @Test
  void belongsToTheOneAboveThatListsIt() throws Exception {
    Path root = Files.createDirectories(directory.resolve("examples/chat"));
    Files.writeString(root.resolve("pom.xml"), POM);
    Files.writeString(
        directory.resolve("pom.xml"), "<project><module>examples/chat</module></project>");

    assertThat(MavenProject.around(root, null).reactor()).isEqualTo(directory);
  }

  @Test
  void isOnItsOwnBelowAnotherThatDoesNotListIt() throws Exception {
    Path root = Files.createDirectories(directory.resolve("chat"));
    Files.writeString(root.resolve("pom.xml"), POM);
    Files.writeString(directory.resolve("pom.xml"), "<project/>");

    assertThat(MavenProject.around(root, null).reactor()).isEqualTo(root);
  }

  @Test
  void takesAnotherMainClass() throws Exception {
    Files.writeString(directory.resolve("pom.xml"), POM);

    assertThat(MavenProject.around(directory, "chat.Other").mainClass()).isEqualTo("chat.Other");
  }

  @Test
  void saysWhatToWriteWhenNothingSaysWhatToRun() throws Exception {
    Files.writeString(directory.resolve("pom.xml"), "<project/>");

    assertThatThrownBy(() -> MavenProject.around(directory, null))
        .isInstanceOf(FatalException.class)
        .hasMessageContaining("<main.class>")
        .hasMessageContaining("--main");
  }
}
