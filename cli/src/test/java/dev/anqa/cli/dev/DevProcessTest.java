package dev.anqa.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Invocation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The loop in a process of its own, with a Maven that only says that nothing is needed. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // A read of a pipe blocks.
final class DevProcessTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      echo asked >>asked
      if grep -q broken pom.xml; then echo '[ERROR] the pom is broken'; exit 1; fi
      if grep -q slow pom.xml; then sleep 600; fi
      mkdir -p target/dev
      : >target/dev/classpath
      """;

  private static final String MAIN =
      """
      void main(String... arguments) throws InterruptedException {
        IO.println("VERSION " + ProcessHandle.current().pid() + " " + String.join(",", arguments));
        new java.util.concurrent.CountDownLatch(1).await();
      }
      """;

  @TempDir private Path project;
  private Path main = Path.of("");
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void writeProject() throws Exception {
    Path maven = Files.writeString(project.resolve("mvnw"), MAVEN);
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    pom("");
    main = Files.createDirectories(project.resolve("src/main/java")).resolve("Main.java");
    write("one");
  }

  @AfterEach
  void stop() {
    for (Process each : processes) {
      each.descendants().forEach(ProcessHandle::destroyForcibly);
      each.destroyForcibly();
    }
  }

  private void pom(String more) throws IOException {
    Files.writeString(
        project.resolve("pom.xml"), "<project><main.class>Main</main.class>" + more + "</project>");
  }

  private void write(String version) throws IOException {
    Files.writeString(main, MAIN.replace("VERSION", version));
  }

  @Test
  void runsAgainAtEachChangeUntilCtrlC() throws Exception {
    Process dev = start();
    BufferedReader out = dev.inputReader(UTF_8);
    long first = pid(out.readLine(), "one");

    write("two");
    long second = pid(out.readLine(), "two");

    assertThat(isAlive(first)).isFalse();
    assertThat(isAlive(second)).isTrue();
    new ProcessBuilder("kill", "-INT", Long.toString(dev.pid())).start().waitFor();
    assertThat(dev.waitFor(15, SECONDS)).isTrue();
    assertThat(dev.exitValue()).isEqualTo(130);
    assertThat(isAlive(second)).isFalse();
  }

  @Test
  void showsWhatDoesNotCompileWhileTheOldOneGoesOn() throws Exception {
    Process dev = start();
    BufferedReader out = dev.inputReader(UTF_8);
    BufferedReader err = dev.errorReader(UTF_8);
    long first = pid(out.readLine(), "one");

    Files.writeString(main, "void main() { nonsense }");

    assertThat(until(err, "goes on")).contains("src/main/java/Main.java:1: error: ");
    assertThat(isAlive(first)).isTrue();
    write("two");
    pid(out.readLine(), "two");
    assertThat(isAlive(first)).isFalse();
  }

  @Test
  void asksMavenAgainWhenThePomChanges() throws Exception {
    Process dev = start();
    BufferedReader out = dev.inputReader(UTF_8);
    BufferedReader err = dev.errorReader(UTF_8);
    long first = pid(out.readLine(), "one");
    assertThat(project.resolve("asked")).hasContent("asked");

    pom("<!-- broken -->");
    assertThat(until(err, "goes on")).contains("[ERROR] the pom is broken");
    assertThat(isAlive(first)).isTrue();
    pom("<!-- mended -->");

    pid(out.readLine(), "one");
    assertThat(project.resolve("asked")).hasContent("asked\nasked\nasked");
    dev.destroy();
    assertThat(dev.waitFor(15, SECONDS)).isTrue();
    assertThat(start().inputReader(UTF_8).readLine()).startsWith("one ");
    assertThat(project.resolve("asked")).as("what is known").hasContent("asked\nasked\nasked");
  }

  @Test
  void endsAMavenThatStillWorks() throws Exception {
    Process dev = start();
    pid(dev.inputReader(UTF_8).readLine(), "one");
    pom("<!-- slow -->");
    await().until(() -> dev.descendants().count() == 3); // The application, Maven, its sleep.
    List<ProcessHandle> all = dev.descendants().toList();

    dev.destroy();

    assertThat(dev.waitFor(15, SECONDS)).isTrue();
    await().untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void saysWhenTheApplicationEndsByItself() throws Exception {
    Files.writeString(main, "void main() { System.exit(3); }");
    Process dev = start();

    until(dev.errorReader(UTF_8), "ended with exit code 3");

    write("two");
    pid(dev.inputReader(UTF_8).readLine(), "two");
  }

  @Test
  void isForADirectoryWithAProject() throws Exception {
    Path nothing = Files.createTempDirectory(project.getParent(), "nothing");

    assertThat(Invocation.of("dev").in(nothing).exits(1).err()).contains("No pom.xml", "anqa new");
  }

  /** Checks what the application printed; its process. */
  private static long pid(String line, String version) {
    assertThat(line).startsWith(version + " ").endsWith(" --some,thing");
    return Long.parseLong(line.split(" ", -1)[1]);
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String until(BufferedReader lines, String part) throws IOException {
    StringBuilder read = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read.append(line).append('\n');
      if (line.contains(part)) {
        return read.toString();
      }
    }
    throw new AssertionError("no \"" + part + "\" in:\n" + read);
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(
        List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Anqa.class.getName()));
    command.addAll(List.of("dev", "--", "--some", "thing"));
    Process process = new ProcessBuilder(command).directory(project.toFile()).start();
    processes.add(process);
    return process;
  }
}
