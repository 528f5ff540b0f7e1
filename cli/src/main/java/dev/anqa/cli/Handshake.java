package dev.anqa.cli;

import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the server answered the request to upgrade; RFC 6455 section 4. */
sealed interface Handshake {
  /** Status line and headers. */
  HttpResponse head();

  /**
   * The connection is open.
   *
   * @param subprotocol the one that the server chose; null for none
   */
  record Opened(HttpResponse head, @Nullable String subprotocol) implements Handshake {}

  /** The server answered with something else than 101. */
  record Refused(HttpResponse head, String body) implements Handshake {}

  /** The response's status line and headers as they read in HTTP/1.1, without the empty line. */
  static List<String> lines(HttpResponse head) {
    var lines = new ArrayList<String>();
    lines.add(head.protocolVersion().text() + " " + head.status());
    head.headers().forEach(header -> lines.add(header.getKey() + ": " + header.getValue()));
    return lines;
  }
}
