package dev.anqa.cli.project;

import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code anqa gen}: classes for a project, with their tests. */
@Command(
    name = "gen",
    description = "Makes a channel, a socket or a presence in a project, with a test.",
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    synopsisSubcommandLabel = "WHAT")
public final class Gen implements Runnable {
  // Set by picocli before run() is called.
  @Spec private CommandSpec spec = CommandSpec.create();

  private Gen() {}

  /** The command with those below it. */
  public static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new Gen())
        .addSubcommand(new GenChannel(terminal))
        .addSubcommand(new GenSocket(terminal))
        .addSubcommand(new GenPresence(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing what to make (expected: channel, socket or presence)");
  }
}
