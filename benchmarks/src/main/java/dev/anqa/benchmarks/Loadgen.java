package dev.anqa.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The load generator, {@code benchmarks/tools/loadgen}.
 *
 * @param root the checkout
 */
public record Loadgen(Path root) {
  private static final String PROGRAM = "benchmarks/target/tools/loadgen";

  /**
   * Drives a server.
   *
   * @param arguments the scenario and its options
   * @throws IOException if it could not run, or if not all that it checks held
   */
  public Measurement run(RunningServer server, List<String> arguments)
      throws IOException, InterruptedException {
    return run(server, List.of(server.pid()), arguments);
  }

  /**
   * As {@link #run(RunningServer, List)}, with the CPU and memory of several processes.
   *
   * @param pids of the processes that are measured
   */
  public Measurement run(RunningServer server, List<Long> pids, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve(PROGRAM).toString()));
    command.addAll(arguments);
    command.addAll(server.server().options());
    command.addAll(List.of("--port", String.valueOf(server.port())));
    command.addAll(List.of("--path", server.server().path()));
    command.addAll(
        List.of("--server-pid", String.join(",", pids.stream().map(String::valueOf).toList())));
    File log = root.resolve("benchmarks/target/loadgen.log").toFile();
    Process process = new ProcessBuilder(command).redirectError(log).start();
    String line = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int status = process.waitFor();
    if (status > 1 || line.isEmpty()) {
      throw new IOException("could not run: " + command + " (its output: " + log + ")");
    }
    Measurement measurement = Measurement.parse(line);
    if (!measurement.ok()) {
      throw new IOException("not all held against " + server.server().name() + ": " + line);
    }
    return measurement;
  }

  /** The command line, for people. */
  public static String command(List<String> arguments) {
    return "loadgen " + String.join(" ", arguments);
  }
}
