package dev.anqa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The root command. */
final class AnqaTest {
  @Test
  void listsItsCommands() {
    assertThat(Invocation.of("help").exits(0).out())
        .contains("new", "gen", "dev", "connect", "completion", "help");
  }

  @Test
  void tellsItsVersionAlsoBehindACommand() {
    assertThat(Invocation.of("--version").exits(0).out()).startsWith("anqa ");
    assertThat(Invocation.of("connect", "--version").exits(0).out()).startsWith("anqa ");
  }

  @Test
  void explainsACommand() {
    assertThat(Invocation.of("help", "connect").exits(0).out())
        .contains("Usage: anqa connect")
        .contains("130");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics",
        "subscribers",
        "sockets",
        "inspect",
        "tree",
        "trace",
        "closings",
        "nodes",
        "options",
        "kick",
        "disconnect",
        "broadcast"
      })
  void explainsEachCommandThatAsksANodeAndHasJsonOfIt(String command) {
    assertThat(Invocation.of(command, "--help").exits(0).out())
        .contains("Usage: anqa " + command, "--json", "Examples:");
    assertThat(Invocation.of("help").exits(0).out()).contains(command);
  }

  @Test
  void completesItsOptionsInAShell() {
    assertThat(Invocation.of("completion").exits(0).out()).contains("--follow-redirect");
  }

  @Test
  void failsWithoutACommandAndSaysWhatToTry() {
    var run = Invocation.of().exits(1);

    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).containsExactly("Missing a command", "Try 'anqa --help'");
  }

  @Test
  void suggestsTheOptionThatWasMeant() {
    var run = Invocation.of("connect", "--heade", "ws://localhost/").exits(1);

    assertThat(run.err())
        .contains("Unknown option")
        .contains("--header")
        .contains("anqa connect --help");
  }
}
