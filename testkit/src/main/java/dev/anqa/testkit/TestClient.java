package dev.anqa.testkit;

import dev.anqa.socket.ConnectInfo;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.Params;
import dev.anqa.socket.SocketHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client that is about to connect, and what the socket's {@code connect} is to see of it. A real
 * mount shows only the connect info that it lists; here it is what the test gives.
 */
public final class TestClient {
  private final TestEndpoint endpoint;
  private final SocketHandler handler;
  private final Map<String, Object> params = new LinkedHashMap<>();
  private final Map<String, Object> attachments = new LinkedHashMap<>();

  private String transport = "websocket";
  private InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

  // Null for what the mount does not show.
  private @Nullable Certificate peerCertificate;
  private @Nullable URI uri;
  private @Nullable String userAgent;
  private @Nullable List<Map.Entry<String, String>> xHeaders;
  private @Nullable List<Map.Entry<String, String>> traceContextHeaders;
  private @Nullable List<Map.Entry<String, String>> secWebSocketHeaders;
  private @Nullable String authToken;
  private @Nullable Map<String, Object> session;

  TestClient(TestEndpoint endpoint, SocketHandler handler) {
    this.endpoint = endpoint;
    this.handler = handler;
    params.put("vsn", V2Client.VSN);
  }

  /** A parameter of the query or the path; see {@link #params}. */
  public TestClient param(String name, Object value) {
    params.put(name, fromQuery(value));
    return this;
  }

  /**
   * Parameters of the query or the path. As they would be on a URL, numbers and the like become
   * strings, also within maps and lists.
   */
  public TestClient params(Map<String, ?> more) {
    more.forEach(this::param);
    return this;
  }

  private static Object fromQuery(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> strings = new LinkedHashMap<>();
        map.forEach((key, each) -> strings.put(String.valueOf(key), fromQuery(each)));
        yield strings;
      }
      case Collection<?> list -> list.stream().map(TestClient::fromQuery).toList();
      default -> value.toString();
    };
  }

  /** The name of the transport; {@code websocket} by default. */
  public TestClient transport(String name) {
    this.transport = name;
    return this;
  }

  /** The client's address; port 50,000 of the loopback address by default. */
  public TestClient peer(InetSocketAddress peer) {
    this.peer = peer;
    return this;
  }

  /** The client's TLS certificate; none by default. */
  public TestClient peerCertificate(Certificate certificate) {
    this.peerCertificate = certificate;
    return this;
  }

  /** The address that the client asked for; not shown by default. */
  public TestClient uri(URI uri) {
    this.uri = uri;
    return this;
  }

  /** The client's program; not shown by default. */
  public TestClient userAgent(String userAgent) {
    this.userAgent = userAgent;
    return this;
  }

  /**
   * A header that a mount may show: one that begins with {@code x-} or {@code sec-websocket-}, or
   * {@code traceparent} or {@code tracestate}; none by default.
   *
   * @throws IllegalArgumentException if it is another one, which no mount shows
   */
  public TestClient header(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("x-")) {
      xHeaders = with(xHeaders, lower, value);
    } else if (lower.startsWith("sec-websocket-")) {
      secWebSocketHeaders = with(secWebSocketHeaders, lower, value);
    } else if (lower.equals("traceparent") || lower.equals("tracestate")) {
      traceContextHeaders = with(traceContextHeaders, lower, value);
    } else {
      throw new IllegalArgumentException(
          "header: \"%s\" (expected: x-…, sec-websocket-…, traceparent or tracestate, which connect may see)"
              .formatted(name));
    }
    return this;
  }

  private static List<Map.Entry<String, String>> with(
      @Nullable List<Map.Entry<String, String>> headers, String name, String value) {
    List<Map.Entry<String, String>> more =
        headers == null ? new ArrayList<>() : new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return List.copyOf(more);
  }

  /** What phoenix.js sends as {@code authToken}; none by default. */
  public TestClient authToken(String token) {
    this.authToken = token;
    return this;
  }

  /** The session of the cookie; none by default. */
  public TestClient session(Map<String, Object> session) {
    this.session = Map.copyOf(session);
    return this;
  }

  /** What a handshake interceptor attached; nothing by default. */
  public TestClient attachment(String name, Object value) {
    attachments.put(name, value);
    return this;
  }

  /**
   * Connects.
   *
   * @throws AssertionError if it is refused, or {@code connect} throws
   */
  public TestSocket connect() {
    return switch (attempt()) {
      case MountedSocket.Outcome.Accepted(var accepted) -> endpoint.opened(accepted, transport);
      case MountedSocket.Outcome.Refused(String reason) ->
          throw new AssertionError(
              "connect of %s refused%s (expected: accepted). It saw the params %s."
                  .formatted(handler.name(), reason == null ? "" : ": " + reason, params));
    };
  }

  /**
   * Asserts that the socket refuses the client.
   *
   * @return the reason; empty if it gave none
   * @throws AssertionError if it accepts, or {@code connect} throws
   */
  public Optional<String> assertRefused() {
    return switch (attempt()) {
      case MountedSocket.Outcome.Accepted _ ->
          throw new AssertionError(
              "connect of %s accepted (expected: refused). It saw the params %s."
                  .formatted(handler.name(), params));
      case MountedSocket.Outcome.Refused(String reason) -> Optional.ofNullable(reason);
    };
  }

  private MountedSocket.Outcome attempt() {
    ConnectInfo info =
        new ConnectInfo(
            peer,
            peerCertificate,
            uri,
            userAgent,
            xHeaders,
            traceContextHeaders,
            secWebSocketHeaders,
            authToken,
            session,
            Map.copyOf(attachments));
    try {
      return handler.connect(
          new ConnectRequest(transport, new Params(Map.copyOf(params)), info),
          endpoint.runtime(handler));
    } catch (Exception e) {
      throw new AssertionError("connect of %s threw: %s".formatted(handler.name(), e), e);
    }
  }
}
