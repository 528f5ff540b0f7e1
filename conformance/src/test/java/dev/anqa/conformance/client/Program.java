package dev.anqa.conformance.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A process that a test runs, and the lines that it wrote so far. It ends with the test. */
public final class Program implements AutoCloseable {
  private final List<String> command;
  private final Process process;
  private final Lines out = new Lines();
  private final Lines err = new Lines();
  private final List<Thread> readers;

  private Program(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.readers =
        List.of(
            Thread.startVirtualThread(() -> out.readFrom(process.getInputStream())),
            Thread.startVirtualThread(() -> err.readFrom(process.getErrorStream())));
  }

  /** Starts a program in a folder, with variables added to the environment. */
  public static Program start(Path folder, Map<String, String> env, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(env);
    try {
      return new Program(List.of(command), builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + List.of(command), e);
    }
  }

  /** The folder {@code conformance}, wherever the tests were started. */
  public static Path module() {
    Path here = Path.of("").toAbsolutePath();
    Path below = here.resolve("conformance");
    return Files.exists(below.resolve("package.json")) ? below : here;
  }

  /** The first line of stdout that fits. Fails if the program ends or the time is over. */
  public String awaitLine(Predicate<String> fits, Duration deadline) {
    return out.await(fits, deadline, this);
  }

  /** The first line of stderr that fits. Fails if the program ends or the time is over. */
  public String awaitErrorLine(Predicate<String> fits, Duration deadline) {
    return err.await(fits, deadline, this);
  }

  /** The exit code. Fails if the program runs on beyond the deadline. */
  public int awaitExit(Duration deadline) {
    try {
      if (!process.waitFor(deadline.toSeconds(), SECONDS)) {
        throw new AssertionError("still running after " + deadline + ": " + this);
      }
      for (Thread reader : readers) {
        reader.join();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while running " + this, e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Ends the program at once, as SIGKILL does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Asks the program to end, as SIGTERM does. */
  public void terminate() {
    process.destroy();
  }

  public List<String> out() {
    return out.copy();
  }

  public List<String> err() {
    return err.copy();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return String.join(" ", command)
        + "\nout: "
        + String.join("\n", out())
        + "\nerr: "
        + String.join("\n", err());
  }

  /** The lines of one stream. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    void readFrom(InputStream stream) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          add(line);
        }
      } catch (IOException e) {
        add("(unreadable: " + e.getMessage() + ")");
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized List<String> copy() {
      return List.copyOf(lines);
    }

    synchronized String await(Predicate<String> fits, Duration deadline, Program program) {
      long until = System.nanoTime() + deadline.toNanos();
      for (int seen = 0; ; ) {
        for (; seen < lines.size(); seen++) {
          if (fits.test(lines.get(seen))) {
            return lines.get(seen);
          }
        }
        long left = (until - System.nanoTime()) / 1_000_000;
        if (ended || left <= 0) {
          throw new AssertionError("no such line from " + program);
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError("interrupted while waiting for " + program, e);
        }
      }
    }
  }
}
