package dev.anqa.cli.dev;

import dev.anqa.cli.FatalException;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The application that runs, in a JVM of its own that writes to this terminal. */
final class App {
  /** How long it may take to end by itself; clients of a development machine do not wait. */
  static final int PATIENCE_MS = 500;

  private final Process process;

  /** Whether its end is wanted. */
  private volatile boolean asked;

  private App(Process process) {
    this.process = process;
  }

  /** Starts it; says so when it ends by itself. */
  static App start(List<String> command, Path directory, PrintWriter err) {
    try {
      App app =
          new App(
              new ProcessBuilder(command)
                  .directory(directory.toFile())
                  .inheritIO()
                  .redirectInput(new File("/dev/null"))
                  .start());
      var _ =
          app.process
              .onExit()
              .thenAccept(over -> {
                if (!app.asked) {
                  err.printf(
                      "* ended with exit code %d; a change starts it again%n", over.exitValue());
                }
              });
      return app;
    } catch (IOException e) {
      throw new FatalException("Cannot run %s: %s".formatted(command.getFirst(), e), e);
    }
  }

  /** Ends it: asks first, then ends it at once. Returns when it is gone. */
  void stop() throws InterruptedException {
    asked = true;
    process.destroy();
    if (!process.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
