package dev.anqa.socket;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the request that a mount shows to {@code connect}; nothing else is exposed, on
 * purpose (cross-site WebSocket hijacking). What the mount does not list is null.
 *
 * @param peer the client's address; always there
 * @param peerCertificate its TLS client certificate
 * @param uri scheme (http or https), host, port, path, query
 * @param userAgent the header of that name
 * @param xHeaders names (lower case) and values of all headers that begin with {@code x-}
 * @param traceContextHeaders {@code traceparent} and {@code tracestate}
 * @param secWebSocketHeaders all headers that begin with {@code sec-websocket-}
 * @param authToken what phoenix.js sent as {@code authToken}
 * @param session the session, when its cookie and CSRF token were right
 * @param attachments what handshake interceptors and the mount's options attached, by name
 */
public record ConnectInfo(
    InetSocketAddress peer,
    @Nullable Certificate peerCertificate,
    @Nullable URI uri,
    @Nullable String userAgent,
    @Nullable List<Map.Entry<String, String>> xHeaders,
    @Nullable List<Map.Entry<String, String>> traceContextHeaders,
    @Nullable List<Map.Entry<String, String>> secWebSocketHeaders,
    @Nullable String authToken,
    @Nullable Map<String, Object> session,
    Map<String, Object> attachments) {

  /**
   * What was attached under a name; null if nothing was.
   *
   * @throws ClassCastException if it is of another type
   */
  public <T> @Nullable T attachment(String name, Class<T> type) {
    return type.cast(attachments.get(name));
  }
}
