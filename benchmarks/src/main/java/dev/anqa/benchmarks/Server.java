package dev.anqa.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A server to be measured: a program that prints {@code READY <port>} on its standard output when
 * it accepts connections, and ends on SIGTERM.
 *
 * @param name for tables
 * @param command relative to the checkout; must become the server by {@code exec} if it is a script
 * @param path of its WebSocket
 * @param options for the load generator, such as {@code --raw}
 */
public record Server(String name, List<String> command, String path, List<String> options) {
  /** As in {@code bin/launch.sh}. */
  static final List<String> JVM_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseCompactObjectHeaders",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "-Djdk.virtualThreadScheduler.parallelism=1");

  /** The limit: a C server that parses nothing and makes one system call for each delivery. */
  public static Server rawlimit() {
    return new Server(
        "rawlimit",
        List.of("benchmarks/target/tools/rawlimit", "--port", "0"),
        "/bench/websocket",
        List.of());
  }

  /**
   * Anqa as the Lab.
   *
   * @param arguments after {@code --port 0}, such as {@code --jvm "-XX:+UseZGC"}
   */
  public static Server lab(String... arguments) {
    List<String> command = new ArrayList<>(List.of("conformance/lab", "--port", "0"));
    command.addAll(List.of(arguments));
    return new Server("Anqa", command, "/bench/websocket", List.of());
  }

  /**
   * A class of this module, on the JVM that an application is told to have.
   *
   * @param main has a main method
   */
  static Server java(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk("java"));
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-cp", property("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new Server(main.getSimpleName(), command, "/bench/websocket", List.of());
  }

  /** The path of a program of this JDK. */
  static String jdk(String program) {
    return Path.of(property("java.home"), "bin", program).toString();
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  /**
   * Starts it and waits until it accepts connections.
   *
   * @param root the checkout
   * @throws IOException if it ends instead; says where its output is
   */
  public RunningServer start(Path root) throws IOException {
    Path logs = Files.createDirectories(root.resolve("benchmarks/target"));
    File log = logs.resolve(name.replaceAll("\\W+", "-") + ".log").toFile();
    Process process =
        new ProcessBuilder(command).directory(root.toFile()).redirectError(log).start();
    return RunningServer.await(this, process, log);
  }
}
