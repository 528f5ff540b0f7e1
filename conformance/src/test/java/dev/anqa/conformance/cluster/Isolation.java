package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a program of the tests in namespaces of its own: with a network that nobody else sees, in
 * which it may do everything, and of which nothing is left when it ends. Needs root, or a kernel
 * that lets others have user namespaces.
 */
final class Isolation {
  private static final String HELP =
      """
      This test needs network namespaces of its own: Linux, root or unprivileged user namespaces, \
      and the programs unshare (util-linux), ip (iproute2) and iptables. \
      `.ci/run` installs what is missing.
      """;

  private Isolation() {}

  /** Runs the main class with these arguments, and fails unless it exits with 0 in time. */
  static void run(Class<?> main, Duration deadline, String... args) {
    try (Program program = Program.start(Program.module(), Map.of(), command(main, args))) {
      int exit = program.awaitExit(deadline);
      assertThat(exit).as(() -> HELP + program).isZero();
    }
  }

  private static String[] command(Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"));
    command.add("--mount-proc");
    if (!System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    // Names of network namespaces are files below /run; ip and iptables are not on every path.
    String prepare = "mount -t tmpfs tmpfs /run && PATH=$PATH:/usr/sbin:/sbin exec \"$@\"";
    command.addAll(List.of("bash", "-c", prepare, "bash"));
    command.addAll(java("-Xmx256m"));
    command.add(main.getName());
    command.addAll(List.of(args));
    return command.toArray(String[]::new);
  }

  /** A JVM that starts fast, with the classes of this test run. */
  static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData")); // Its files are named by a number that several processes have.
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }
}
