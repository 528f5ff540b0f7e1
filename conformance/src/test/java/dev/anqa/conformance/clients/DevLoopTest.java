package dev.anqa.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.cli.Anqa;
import dev.anqa.conformance.client.FreePort;
import dev.anqa.conformance.client.Node;
import dev.anqa.conformance.client.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code anqa dev} in a new project, with a phoenix.js that stays: Maven has said before what the
 * project runs with.
 */
class DevLoopTest {
  private static final Duration FIRST_BUILD = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @TestFactory
  List<DynamicTest> keepsClientsThroughChanges() throws IOException {
    try (Program made = anqa(directory, Map.of(), "new", "chat")) {
      assertThat(made.awaitExit(Duration.ofSeconds(30))).as(made::toString).isZero();
    }
    Path project = directory.resolve("chat");
    Path known = project.resolve("target/dev/classpath");
    Files.createDirectories(known.getParent());
    Files.writeString(known, classPath());
    String port = Integer.toString(FreePort.any());

    try (Program dev = anqa(project, Map.of("PORT", port), "dev")) {
      dev.awaitErrorLine(line -> line.contains("chat runs at"), FIRST_BUILD);
      return Node.tests(
          "dev-loop.test.mjs",
          Map.of(
              "PORT",
              port,
              "SOURCE",
              project.resolve("src/main/java/com/example/chat/RoomChannel.java").toString()));
    }
  }

  private static Program anqa(Path folder, Map<String, String> env, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Anqa.class.getName()));
    command.addAll(List.of(arguments));
    return Program.start(folder, env, command.toArray(String[]::new));
  }

  /** What a new project depends on, out of what these tests run with. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry ->
            entry.matches(
                ".*/(core|pubsub)/target/.*|.*/(netty|jackson|jctools|jspecify)[^/]*\\.jar"))
        .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
