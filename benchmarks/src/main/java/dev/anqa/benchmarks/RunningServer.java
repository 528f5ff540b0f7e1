package dev.anqa.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.TimeUnit;

/** A {@link Server} that accepts connections. Ends with the JVM at the latest. */
public final class RunningServer implements AutoCloseable {
  private static final String READY = "READY ";

  private final Server server;
  private final Process process;
  private final int port;
  private final Thread hook;

  private RunningServer(Server server, Process process, int port, Thread hook) {
    this.server = server;
    this.process = process;
    this.port = port;
    this.hook = hook;
  }

  /** Waits for the line that says where it listens; lines before it are skipped. */
  static RunningServer await(Server server, Process process, File log) throws IOException {
    Thread hook = Thread.ofPlatform().name("anqa-bench-stop").unstarted(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        Thread.ofVirtual().name("anqa-bench-output").start(() -> skip(output));
        int port = Integer.parseInt(line.substring(READY.length()).strip());
        return new RunningServer(server, process, port, hook);
      }
    }
    Runtime.getRuntime().removeShutdownHook(hook);
    throw new IOException(
        "%s ended before it printed READY: %s (its output: %s)"
            .formatted(server.name(), server.command(), log));
  }

  /** A pipe that is full would stop it. */
  private static void skip(BufferedReader output) {
    try {
      output.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      return; // Closed, because the process was stopped.
    }
  }

  /** What runs. */
  public Server server() {
    return server;
  }

  /** Where it listens, on this machine. */
  public int port() {
    return port;
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** The CPU that it has used so far, in seconds. */
  public double cpuSeconds() throws IOException {
    return Proc.cpuSeconds(pid());
  }

  /** Its memory that is in RAM, in bytes. */
  public long rssBytes() throws IOException {
    return Proc.rssBytes(pid());
  }

  /** Stops it: asks, and takes it down if it has not ended within 10 s. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
