package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The headers that make a request a WebSocket's handshake (RFC 6455, 4.2).
 *
 * <p>Ports {@code lib/websock_adapter/upgrade_validation.ex}, texts included. Differs in: it is
 * asked before {@code connect}, so that a request that can never become a WebSocket leaves no
 * traces.
 */
final class UpgradeHeaders {
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String KEY = "sec-websocket-key";
  private static final String VERSION = "sec-websocket-version";

  private UpgradeHeaders() {}

  /** Throws a 400 that tells the first thing that is wrong. */
  static void check(HttpRequest request) throws Refused {
    String problem = problem(request);
    if (problem != null) {
      throw new Refused(HttpResponse.text(400, problem), Printable.text(problem));
    }
  }

  private static @Nullable String problem(HttpRequest request) {
    Headers headers = request.headers();
    if (!request.version().equals("HTTP/1.1")) {
      return "HTTP version " + request.version() + " unsupported";
    }
    if (headers.first("host") == null) {
      return "'host' header is absent";
    }
    if (!headers.lists("connection", "upgrade")) {
      return mustContain(headers, "connection", "upgrade");
    }
    if (!headers.lists("upgrade", "websocket")) {
      return mustContain(headers, "upgrade", "websocket");
    }
    if (headers.first(KEY) == null) {
      return "'" + KEY + "' header is absent";
    }
    if (!headers.all(VERSION).equals(List.of("13"))) {
      return "'%s' header must equal '13', got %s".formatted(VERSION, shown(headers.all(VERSION)));
    }
    return null;
  }

  private static String mustContain(Headers headers, String name, String value) {
    return "'%s' header must contain '%s', got %s".formatted(name, value, shown(headers.all(name)));
  }

  private static String shown(List<String> values) {
    return values.stream()
        .map(value -> '"' + Printable.text(value) + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The value of {@code Sec-WebSocket-Accept} for a request that was checked (RFC 6455, 4.2.2). */
  static String accept(HttpRequest request) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((request.headers().first(KEY) + KEY_SUFFIX).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }
}
