package dev.anqa;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Requests for an upgrade, right or wrong. */
final class Handshakes {
  private String line = "GET /socket/websocket HTTP/1.1";
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final StringBuilder more = new StringBuilder();

  private Handshakes() {
    headers.put("Host", "localhost");
    headers.put("Connection", "Upgrade");
    headers.put("Upgrade", "websocket");
    headers.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    headers.put("Sec-WebSocket-Version", "13");
  }

  /** A right one. */
  static Handshakes right() {
    return new Handshakes();
  }

  /** A right one of a target. */
  static Handshakes at(String target) {
    return right().line("GET " + target + " HTTP/1.1");
  }

  Handshakes line(String line) {
    this.line = line;
    return this;
  }

  Handshakes with(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** With a line more, also if there is one of that name. */
  Handshakes and(String name, String value) {
    more.append(name).append(": ").append(value).append('\n');
    return this;
  }

  Handshakes without(String name) {
    headers.remove(name);
    return this;
  }

  String text() {
    StringJoiner text = new StringJoiner("\n").add(line);
    headers.forEach((name, value) -> text.add(name + ": " + value));
    return text + "\n" + more + "\n";
  }
}
