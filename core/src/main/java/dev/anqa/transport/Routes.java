package dev.anqa.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which path leads to which socket; immutable. The first that matches wins, and a path that matches
 * is never passed on to an {@link HttpHandler}. Prints as a table:
 *
 * <pre>
 * /socket/websocket  websocket  UserSocket  timeout 60 s, frames up to 10000000 bytes
 * </pre>
 */
public final class Routes {
  /**
   * One line of the table.
   *
   * @param path whole, with its variables, such as {@code /ws/:user_id/websocket}
   * @param transport such as {@code websocket}
   * @param socket the name of the socket
   * @param options those that matter, as text
   */
  public record Route(String path, String transport, String socket, String options) {}

  /** A route and who serves it. */
  record Entry(PathPattern pattern, Route route, MountedTransport transport) {}

  /** Where a path leads, and its variables. */
  record Match(MountedTransport transport, Map<String, String> variables) {}

  private final List<Entry> entries;

  Routes(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** All of them, in the order in which they are tried. */
  public List<Route> all() {
    return entries.stream().map(Entry::route).toList();
  }

  @Nullable Match match(List<String> path) {
    for (Entry entry : entries) {
      Map<String, String> variables = entry.pattern.match(path);
      if (variables != null) {
        return new Match(entry.transport, variables);
      }
    }
    return null;
  }

  /** The endpoint stops. */
  void drain() {
    entries.forEach(entry -> entry.transport.drain());
  }

  /** A table with a line for each. */
  @Override
  public String toString() {
    List<List<String>> rows = new ArrayList<>();
    for (Route route : all()) {
      rows.add(List.of(route.path, route.transport, route.socket, route.options));
    }
    int[] widths = new int[4];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }
}
