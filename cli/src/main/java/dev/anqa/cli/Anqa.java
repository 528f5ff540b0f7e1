package dev.anqa.cli;

import dev.anqa.cli.dev.Dev;
import dev.anqa.cli.node.NodeCommands;
import dev.anqa.cli.project.Gen;
import dev.anqa.cli.project.New;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the {@code anqa} command line; {@code anqa help} lists the subcommands. */
@Command(
    name = "anqa",
    description = "Phoenix Channels for the JVM, from the terminal.",
    versionProvider = Anqa.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Anqa implements Runnable {
  /** The command failed; stderr says why. Also for arguments that make no sense. */
  static final int EXIT_FATAL = 1;

  // Set by picocli before run() is called.
  @Spec private CommandSpec spec = CommandSpec.create();

  private Anqa() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the subcommand and its arguments; {@code help} for a list
   */
  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /**
   * Runs a command within this process; it may wait, and what it begins ends with it.
   *
   * @param terminal what it has of the outside
   * @return the exit code
   */
  public static int run(Terminal terminal, String... args) {
    return commandLine(terminal).execute(args);
  }

  static CommandLine commandLine(Terminal terminal) {
    var out = new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8);
    var anqa =
        new CommandLine(new Anqa())
            .addSubcommand(new New(terminal))
            .addSubcommand(Gen.commandLine(terminal))
            .addSubcommand(new Dev(terminal))
            .addSubcommand(new Connect(terminal));
    NodeCommands.all(terminal).forEach(anqa::addSubcommand);
    return anqa.addSubcommand(new HelpCommand())
        .addSubcommand("completion", new GenerateCompletion())
        .setOut(out)
        .setErr(terminal.err())
        // A message may start with @; it is no file of arguments.
        .setExpandAtFiles(false)
        // picocli's 2 for wrong arguments is taken: it says that the server disconnected.
        .setExitCodeExceptionMapper(_ -> EXIT_FATAL)
        .setExecutionExceptionHandler(Anqa::explain)
        .setParameterExceptionHandler(Anqa::explain)
        // The last one wins, so that an argument can override a profile's.
        .setOverwrittenOptionsAllowed(true);
  }

  /** Without a subcommand there is nothing to do: shows the usage as an error. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing a command");
  }

  private static int explain(Exception failure, CommandLine command, Object parsed)
      throws Exception {
    if (failure instanceof ReaderGoneException) {
      return 0;
    }
    if (failure instanceof FatalException) {
      command.getErr().println(failure.getMessage());
      return EXIT_FATAL;
    }
    throw failure; // A bug of ours: picocli prints its stack trace.
  }

  private static int explain(ParameterException wrong, String[] arguments) {
    var command = wrong.getCommandLine();
    command.getErr().println(wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    command.getErr().printf("Try '%s --help'%n", command.getCommandSpec().qualifiedName());
    return EXIT_FATAL;
  }

  /** The version that the build wrote down. */
  public static final class Version implements IVersionProvider {
    /** Such as 0.1.0. */
    public static String number() {
      return Resources.text(Anqa.class, "version.txt").strip();
    }

    @Override
    public String[] getVersion() {
      return new String[] {"anqa " + number()};
    }
  }
}
