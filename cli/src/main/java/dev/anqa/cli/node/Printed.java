package dev.anqa.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.cli.ReaderGoneException;
import dev.anqa.cli.Terminal;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What goes to stdout; ends the command quietly when nobody reads it any more. */
final class Printed {
  private final Terminal terminal;

  Printed(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints lines, at once. */
  void lines(List<String> lines) {
    try {
      for (String line : lines) {
        terminal.out().write((printable(line) + "\n").getBytes(UTF_8));
      }
      terminal.out().flush();
    } catch (IOException e) {
      throw ReaderGoneException.of(e);
    }
  }

  void line(String line) {
    lines(List.of(line));
  }

  void json(JsonNode answer) {
    line(answer.toString());
  }

  /** Clients choose topics and events: what would steer the terminal is shown as an escape. */
  private static String printable(String line) {
    StringBuilder text = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (Character.isISOControl(c)) {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
