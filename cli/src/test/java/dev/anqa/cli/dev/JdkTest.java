package dev.anqa.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdkTest {
  private static final Path OWN = Path.of(System.getProperty("java.home"));

  @TempDir private Path directory;

  @Test
  void isTheOneThatTheEnvironmentNames() throws Exception {
    Path home = jdk("25.0.1");

    assertThat(Jdk.find(Map.of("JAVA_HOME", home.toString())).home()).isEqualTo(home);
  }

  @Test
  void isTheOneOnThePath() throws Exception {
    Path home = jdk("26");
    Path bin = Files.createDirectories(directory.resolve("links"));
    Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));

    assertThat(Jdk.find(Map.of("PATH", "/nowhere:" + bin)).home()).isEqualTo(home.toRealPath());
  }

  @Test
  void isNotOneThatIsTooOld() throws Exception {
    assertThat(Jdk.find(Map.of("JAVA_HOME", jdk("17.0.2").toString())).home()).isEqualTo(OWN);
  }

  @Test
  void isNoRuntimeWithoutACompiler() throws Exception {
    Path home = jdk("25");
    Files.delete(home.resolve("bin/javac"));

    assertThat(Jdk.find(Map.of("JAVA_HOME", home.toString())).home()).isEqualTo(OWN);
  }

  private Path jdk(String version) throws Exception {
    Path home = directory.resolve("jdk-" + version);
    Files.createDirectories(home.resolve("bin"));
    for (String program : new String[] {"java", "javac"}) {
      Path file = Files.writeString(home.resolve("bin").resolve(program), "");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }
}
