package dev.anqa.cli.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.cli.Anqa;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ./anqa package} made, used as somebody does who has no checkout. It takes minutes to
 * make, so the build does not look for this class: it is run by name, as CONTRIBUTING.md says.
 */
@Timeout(
    value = 5,
    unit = TimeUnit.MINUTES, // Maven may have to fetch its plugins.
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PackagedCommandCheck {
  private static final Pattern ADDRESS = Pattern.compile("demo runs at (http://localhost:\\d+/)");

  @TempDir private Path directory;

  /** Null before it is made. */
  private @Nullable Path demo;

  private final List<Process> processes = new ArrayList<>();

  /** Unpacks the command; {@code mvn} is this build's Maven with a repository of its own. */
  @BeforeEach
  void beginProject() throws Exception {
    Path root = NewProjectBuildTest.root();
    String name = "anqa-" + Anqa.Version.number();
    Path archive = root.resolve("cli/target").resolve(name + ".tar.gz");
    assertThat(archive).as("made by: ./anqa package").exists();
    ends("tar", "-xzf", archive.toString(), "-C", directory.toString());
    Files.move(directory.resolve(name), directory.resolve("anqa"));
    Path maven =
        Files.writeString(
            directory.resolve("anqa/bin/mvn"),
            """
            #!/bin/sh
            exec %s/mvnw -B -Dmaven.repo.local=%s/own-repository -Dmaven.repo.local.tail=%s \
            -Dmaven.repo.local.tail.ignoreAvailability=true "$@"
            """
                .formatted(root, directory, NewProjectBuildTest.localRepository()));
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    ends("anqa", "new", "demo");
    demo = directory.resolve("demo");
  }

  @AfterEach
  void stop() {
    for (Process each : processes) {
      each.descendants().forEach(ProcessHandle::destroyForcibly);
      each.destroyForcibly();
    }
  }

  @Test
  void makesAProjectThatPassesItsTestsAndRuns() throws Exception {
    assertThat(ends("mvn", "test")).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");

    assertThat(pageOf(start("mvn", "compile", "exec:exec"))).contains("phoenix.min.js");
  }

  @Test
  void runsTheProjectAgainWhenASourceChanges() throws Exception {
    Process dev = start("anqa", "dev");
    assertThat(pageOf(dev)).contains("phoenix.min.js");

    Path page = Objects.requireNonNull(demo).resolve("src/main/resources/static/index.html");
    Files.writeString(page, "<p>changed</p>");

    assertThat(pageOf(dev)).isEqualTo("<p>changed</p>");
  }

  /** Waits until the application says where it is; its page. */
  private static String pageOf(Process process) throws Exception {
    BufferedReader lines = process.inputReader(UTF_8);
    StringBuilder read = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read.append(line).append('\n');
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        try (HttpClient client = HttpClient.newHttpClient()) {
          HttpResponse<String> page =
              client.send(
                  HttpRequest.newBuilder(URI.create(address.group(1))).build(),
                  BodyHandlers.ofString());
          assertThat(page.statusCode()).isEqualTo(200);
          return page.body();
        }
      }
    }
    throw new AssertionError("It does not run:\n" + read);
  }

  /** Runs a command to its end, which must be a good one; what it printed. */
  private String ends(String... command) throws Exception {
    Process process = start(command);
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private Process start(String... command) throws IOException {
    // By env, which looks for the program on the path that it is given.
    List<String> words = new ArrayList<>(List.of("env"));
    words.add("PATH=" + directory.resolve("anqa/bin") + File.pathSeparator + System.getenv("PATH"));
    words.add("JAVA_HOME=" + System.getProperty("java.home"));
    words.add("PORT=0");
    words.addAll(List.of(command));
    Process process =
        new ProcessBuilder(words)
            .directory((demo != null ? demo : directory).toFile())
            .redirectErrorStream(true)
            .start();
    processes.add(process);
    process.getOutputStream().close();
    return process;
  }
}
