package dev.anqa.cli.dev;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code anqa dev}: runs the project of the directory, and again at each change.
 *
 * <p>The counterpart of Phoenix's code reloader. Differs in: the whole JVM is new each time, so
 * nothing of the old code is left; clients reconnect by themselves.
 */
@Command(
    name = "dev",
    description = {
      "Runs the project of this directory, and runs it again when its sources change. Clients such "
          + "as phoenix.js reconnect by themselves. What does not compile is shown, and what ran "
          + "before goes on. Ctrl-C ends it.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  anqa dev",
      "  PORT=4001 anqa dev",
      "  anqa dev --main com.example.Other -- --its --options",
      "",
      "$ANQA_JAVA_OPTS has further options for the JVM of the application."
    })
public final class Dev implements Callable<Integer> {
  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      arity = "0..*",
      paramLabel = "ARG",
      description = "Handed to the application; options of it stand behind --.")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--main",
      paramLabel = "CLASS",
      description = "The class to run. By default <main.class> of the pom.xml.")
  private @Nullable String mainClass;

  @Option(
      names = "--maven",
      description =
          "Compiles with Maven instead of javac alone, which takes seconds: for annotation "
              + "processors and generated sources. Projects in other languages do so by themselves.")
  private boolean maven;

  /** The command, for a terminal. */
  public Dev(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs until the process is ended, or the calling thread is interrupted. */
  @Override
  public Integer call() throws InterruptedException {
    MavenProject project = MavenProject.around(terminal.directory(), mainClass);
    Jdk jdk = Jdk.find(terminal.environment());
    try (DevLoop loop = new DevLoop(project, jdk, terminal, arguments)) {
      loop.run(maven);
    }
    return 0;
  }
}
