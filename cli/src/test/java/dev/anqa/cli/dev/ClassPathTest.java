package dev.anqa.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassPathTest {
  @TempDir private Path directory;

  @Test
  void tellsModulesFromLibraries() throws Exception {
    Path core = Files.createDirectories(directory.resolve("core"));
    Files.writeString(core.resolve("pom.xml"), "<project/>");
    Path app = directory.resolve("app");

    ClassPath parsed = ClassPath.parse(app, core + "/target/classes:/lib/a.jar:/lib/b.jar\n");

    assertThat(parsed)
        .isEqualTo(
            new ClassPath(
                List.of(new SourceModule(app), new SourceModule(core)),
                List.of(Path.of("/lib/a.jar"), Path.of("/lib/b.jar"))));
    assertThat(parsed.classes())
        .containsExactly(app.resolve("target/classes"), core.resolve("target/classes"));
  }

  @Test
  void beginsWithTheLibrariesAsTheirArchiveDoes() {
    ClassPath parsed = ClassPath.parse(Path.of("/app"), "/lib/a.jar:/lib/b.jar");

    assertThat(parsed.withClasses(List.of(Path.of("/app/classes"))))
        .isEqualTo("/lib/a.jar:/lib/b.jar:/app/classes");
  }

  @Test
  void mayBeOfTheProjectAlone() {
    ClassPath parsed = ClassPath.parse(Path.of("/app"), "\n");

    assertThat(parsed.libraries()).isEmpty();
    assertThat(parsed.withClasses(List.of(Path.of("/app/classes")))).isEqualTo("/app/classes");
  }
}
