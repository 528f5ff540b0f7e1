package dev.anqa.cli;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code connect} was asked to do, checked: the command line, filled up from a profile.
 *
 * @param uri {@code ws} or {@code wss}, with a host
 * @param headers the user's own, added to those of the handshake
 * @param subprotocols offered in this order
 * @param messages sent first, as text
 * @param head whether the response of the handshake is printed
 * @param echo whether sent messages are printed
 * @param pingInterval empty for no pings
 * @param binary whether stdin is sent, and binary messages are printed, as they are
 * @param binaryFrameBytes how much of stdin a binary frame holds at most
 * @param login fetched for its cookies before connecting
 * @param insecure whether any certificate will do
 */
record ConnectSettings(
    URI uri,
    HttpHeaders headers,
    List<String> subprotocols,
    List<String> messages,
    boolean head,
    boolean echo,
    Optional<Duration> pingInterval,
    boolean binary,
    int binaryFrameBytes,
    Optional<URI> login,
    boolean followRedirect,
    boolean insecure) {

  /** A request with two of one of these, or with another value, is no handshake. */
  private static final List<AsciiString> RESERVED =
      List.of(
          HttpHeaderNames.UPGRADE,
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.SEC_WEBSOCKET_KEY,
          HttpHeaderNames.SEC_WEBSOCKET_VERSION,
          HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);

  int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equals("wss") ? 443 : 80;
  }

  /** Reads the address of a WebSocket; RFC 6455 section 3. */
  static URI webSocketUri(String text) {
    var uri = uri(text, "ws://HOST:PORT/PATH or wss://…");
    if (!text.startsWith("ws://") && !text.startsWith("wss://")) {
      var advice = text.startsWith("http") ? "; try " + text.replaceFirst("^http", "ws") : "";
      throw new FatalException(
          "URL: %s (expected: ws://HOST:PORT/PATH or wss://…)%s".formatted(text, advice));
    }
    if (uri.getUserInfo() != null) {
      throw new FatalException(
          "URL: %s (expected: no user name); try -H 'Authorization: Basic …'".formatted(text));
    }
    if (uri.getFragment() != null) {
      throw new FatalException("URL: %s (expected: no fragment); write %%23 for #".formatted(text));
    }
    return uri;
  }

  /** Reads an address that must have a host. */
  static URI uri(String text, String expected) {
    try {
      var uri = new URI(text);
      if (uri.getHost() == null) {
        throw new FatalException("URL: %s (expected: %s)".formatted(text, expected));
      }
      return uri;
    } catch (URISyntaxException wrong) {
      throw new FatalException(
          "URL: %s (expected: %s): %s at %d; a space is %%20"
              .formatted(text, expected, wrong.getReason(), wrong.getIndex()),
          wrong);
    }
  }

  /** Reads lines of the form {@code Name: value}; what they hold is in no message. */
  static HttpHeaders headers(List<String> lines) {
    var headers = new DefaultHttpHeaders();
    for (var line : lines) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new FatalException("--header: no name (expected: 'Name: value')");
      }
      var name = line.substring(0, colon).strip();
      if (RESERVED.stream().anyMatch(reserved -> reserved.contentEqualsIgnoreCase(name))) {
        throw new FatalException(
            "--header: %s (expected: not one that the handshake sets itself)".formatted(name));
      }
      try {
        headers.add(name, line.substring(colon + 1).strip());
      } catch (IllegalArgumentException _) { // Its message has the value, which may be a secret.
        throw new FatalException(
            "--header: %s cannot be sent (expected: a name and a value that HTTP allows)"
                .formatted(name));
      }
    }
    return headers;
  }
}
