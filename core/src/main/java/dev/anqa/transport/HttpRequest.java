package dev.anqa.transport;

import dev.anqa.socket.Params;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole HTTP request.
 *
 * @param method such as {@code GET}
 * @param scheme {@code http} or {@code https}, never {@code ws}
 * @param path as sent, so percent-encoded, such as {@code /socket/websocket}
 * @param query as sent, without the question mark; empty if there is none
 * @param version {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param headers its header lines
 * @param body its content; nobody may change it
 * @param peer the client's address
 * @param peerCertificate the client's TLS certificate; null without TLS, or if it showed none
 */
public record HttpRequest(
    String method,
    String scheme,
    String path,
    String query,
    String version,
    Headers headers,
    byte[] body,
    InetSocketAddress peer,
    @Nullable Certificate peerCertificate) {

  /** The name that the client called the server by, without the port; empty if it named none. */
  public String host() {
    return authority().host();
  }

  /** The port that the client named, or the scheme's own. */
  public int port() {
    int port = authority().port();
    return port >= 0 ? port : scheme.equals("https") ? 443 : 80;
  }

  private Authority authority() {
    String host = headers.first("host");
    Authority authority = host == null ? null : Authority.parse(host);
    return authority == null ? Authority.NONE : authority;
  }

  /** The address that was asked for. What a URI may not hold is percent-encoded. */
  public URI uri() {
    Authority authority = authority();
    String port = authority.port() < 0 ? "" : ":" + authority.port();
    String question = query.isEmpty() ? "" : "?" + query;
    return URI.create(
        scheme + "://" + authority.hostInUri() + port + Percent.encodeIllegal(path + question));
  }

  /**
   * The query's parameters, by the rules of {@code Plug.Conn.Query}.
   *
   * @throws IllegalArgumentException if it is not UTF-8, has a bad percent-encoding, or too many
   *     parameters or levels; from an {@link HttpHandler}, it may be left to become a 400
   */
  public Params params() {
    try {
      return new Params(Query.parse(query));
    } catch (Refused refused) {
      throw new IllegalArgumentException("query: " + refused.reason(), refused);
    }
  }

  /** The cookies by name; of several with one name, the first. */
  public Map<String, String> cookies() {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String line : headers.all("cookie")) {
      for (String cookie : line.split(";", -1)) {
        int equals = cookie.indexOf('=');
        if (equals > 0) {
          cookies.putIfAbsent(
              cookie.substring(0, equals).strip(), cookie.substring(equals + 1).strip());
        }
      }
    }
    return cookies;
  }

  /** The same request with other header lines. */
  HttpRequest with(Headers headers) {
    return new HttpRequest(
        method, scheme, path, query, version, headers, body, peer, peerCertificate);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HttpRequest that
        && method.equals(that.method)
        && scheme.equals(that.scheme)
        && path.equals(that.path)
        && query.equals(that.query)
        && version.equals(that.version)
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body)
        && peer.equals(that.peer);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * method.hashCode() + path.hashCode()) + headers.hashCode();
  }

  /** For debugging: method, path and header names, never query, values or content. */
  @Override
  public String toString() {
    return "HttpRequest[%s %s, headers=%s, %d bytes]"
        .formatted(method, Printable.text(path), headers, body.length);
  }
}
