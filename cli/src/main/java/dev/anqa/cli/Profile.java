package dev.anqa.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Arguments kept in a file, one a line, that take the place of {@code --profile NAME}; what comes
 * after it on the command line overrides them. Empty lines and lines that start with {@code #} are
 * left out; nothing is quoted:
 *
 * <pre>
 * # the server on this machine, as its own page
 * --header=Origin: http://localhost:4000
 * --ping=30
 * ws://localhost:4000/socket/websocket
 * </pre>
 */
final class Profile implements IParameterPreprocessor {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's interface has a Stack.
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    if (arguments.isEmpty()) {
      return false; // picocli says that the name is missing.
    }
    var environment = ((Connect) command.userObject()).environment();
    var file = file(arguments.pop(), environment);
    try {
      arguments(Files.readString(file)).reversed().forEach(arguments::push);
      return true;
    } catch (IOException failed) {
      throw new ParameterException(
          command.commandLine(),
          "--profile: cannot read %s (expected: a file with one argument a line)".formatted(file),
          failed);
    }
  }

  /** {@code anqa/NAME.conf} in the user's folder for configuration, by the XDG specification. */
  private static Path file(String name, Map<String, String> environment) {
    var home = environment.getOrDefault("XDG_CONFIG_HOME", "");
    var folder =
        home.isEmpty() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(home);
    return folder.resolve("anqa").resolve(name + ".conf");
  }

  private static List<String> arguments(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
