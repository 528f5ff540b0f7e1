package dev.anqa.transport;

import dev.anqa.socket.ConnectInfo;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Picks out of a request what its mount shows to {@code connect}. */
final class ConnectInfos {
  private static final String CSRF_PARAM = "_csrf_token";

  private ConnectInfos() {}

  static ConnectInfo of(Handshake handshake, HttpRequest request, @Nullable String authToken)
      throws Exception {
    var shown = handshake.mount().options().connectInfo();
    Headers headers = request.headers();
    return new ConnectInfo(
        handshake.client(),
        shown.contains(ConnectInfoKey.PEER_DATA) ? request.peerCertificate() : null,
        shown.contains(ConnectInfoKey.URI) ? request.uri() : null,
        shown.contains(ConnectInfoKey.USER_AGENT) ? headers.first("user-agent") : null,
        shown.contains(ConnectInfoKey.X_HEADERS) ? headers.beginning("x-") : null,
        shown.contains(ConnectInfoKey.TRACE_CONTEXT_HEADERS) ? traceContext(headers) : null,
        shown.contains(ConnectInfoKey.SEC_WEBSOCKET_HEADERS)
            ? headers.beginning("sec-websocket-")
            : null,
        authToken,
        session(handshake, request),
        Collections.unmodifiableMap(handshake.attachments()));
  }

  private static List<Map.Entry<String, String>> traceContext(Headers headers) {
    return headers.lines().stream()
        .filter(line -> line.getKey().equals("traceparent") || line.getKey().equals("tracestate"))
        .toList();
  }

  /** The session; null without a cookie, or if the token is not that of the session. */
  private static @Nullable Map<String, Object> session(Handshake handshake, HttpRequest request)
      throws Exception {
    TransportSettings options = handshake.mount().options();
    SessionCookie cookie = options.session();
    String value = cookie == null ? null : request.cookies().get(cookie.name());
    if (cookie == null || value == null) {
      return null;
    }
    Map<String, Object> session = cookie.store().load(value);
    if (session == null || !options.checkCsrf()) {
      return session;
    }
    return CsrfToken.isValid(
            session.get(cookie.csrfTokenKey()), handshake.params().string(CSRF_PARAM))
        ? session
        : null;
  }
}
