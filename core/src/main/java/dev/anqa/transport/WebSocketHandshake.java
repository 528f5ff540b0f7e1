package dev.anqa.transport;

import dev.anqa.socket.MountedSocket.Outcome;
import dev.anqa.socket.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket transport of one mount: turns a request into a connection, or says why not.
 *
 * <p>Ports {@code lib/phoenix/transports/websocket.ex}. Differs in: the headers of the upgrade are
 * checked before {@code connect}; interceptors stand where the origin check alone stood.
 */
final class WebSocketHandshake implements MountedTransport {
  static final String TRANSPORT = "websocket";

  /**
   * The close code of a server that goes away for a moment (RFC 6455 registry: Service Restart).
   */
  static final int RESTARTING = 1012;

  private final Mount mount;
  private final WebSocketSettings settings;
  private final TransportLimits limits;
  private final @Nullable List<String> subprotocols;
  private final Function<String, HttpResponse> errorHandler;

  /** What the limits allowed of late: connections that keep to the same share it. Any thread. */
  private volatile Allowed allowed;

  private record Allowed(
      TransportLimits.Caps caps, WebSocketSettings plain, WebSocketSettings compressed) {}

  /**
   * Makes one.
   *
   * @param subprotocols spoken by the application; null to ignore what clients offer
   * @param errorHandler answers those whom {@code connect} refused for a reason
   */
  WebSocketHandshake(
      Mount mount,
      WebSocketSettings settings,
      TransportLimits limits,
      @Nullable List<String> subprotocols,
      Function<String, HttpResponse> errorHandler) {
    this.mount = mount;
    this.settings = settings;
    this.limits = limits;
    this.subprotocols = mount.options().authToken() ? withPhoenix(subprotocols) : subprotocols;
    this.errorHandler = errorHandler;
    this.allowed = at(limits.caps(), settings);
  }

  private static List<String> withPhoenix(@Nullable List<String> subprotocols) {
    List<String> all = new ArrayList<>();
    all.add(Subprotocols.PHOENIX);
    if (subprotocols != null) {
      all.addAll(subprotocols);
    }
    return List.copyOf(all);
  }

  @Override
  public void serve(Exchange exchange, Map<String, String> ofPath) throws Refused {
    HttpRequest request = exchange.request();
    if (!request.method().equals("GET")) {
      throw new Refused(HttpResponse.empty(400), "method " + Printable.text(request.method()));
    }
    Handshake handshake = mount.admit(request, ofPath);
    boolean accepted = false;
    try {
      accepted = connect(exchange, handshake);
    } finally {
      if (!accepted) {
        handshake.release();
      }
    }
  }

  /** Asks the socket; true if it accepts, and the connection is its own. */
  private boolean connect(Exchange exchange, Handshake handshake) throws Refused {
    HttpRequest request = exchange.request();
    Subprotocols.Extracted extracted =
        mount.options().authToken()
            ? Subprotocols.extractToken(request)
            : new Subprotocols.Extracted(request, null);
    String subprotocol = Subprotocols.pick(extracted.request(), subprotocols, handshake);
    UpgradeHeaders.check(request);
    switch (mount.connect(handshake, extracted.request(), extracted.token())) {
      case Outcome.Accepted(var session) -> {
        exchange.whenClosed(handshake.releasing());
        upgrade(exchange, answer(handshake, subprotocol), session);
        return true;
      }
      case Outcome.Refused(var reason) -> {
        HttpResponse response =
            reason == null ? HttpResponse.empty(403) : errorHandler.apply(reason);
        handshake.release(); // Before the client hears of it, and comes again.
        exchange.respond(response);
        return false;
      }
    }
  }

  private void upgrade(Exchange exchange, Headers answer, Session session) {
    String extension =
        settings.compression() == null
            ? null
            : PerMessageDeflate.answer(exchange.request().headers());
    Allowed now = allowed();
    ConnectionEvents events =
        new ConnectionEvents(session, limits, now.caps, mount.telemetry(), mount.runtime().time());
    if (extension == null) {
      exchange.upgrade(answer, session, now.plain, events);
    } else {
      Headers agreed = answer.with(PerMessageDeflate.HEADER, extension);
      exchange.upgrade(agreed, session, now.compressed, events);
    }
  }

  private Allowed allowed() {
    TransportLimits.Caps caps = limits.caps();
    Allowed last = allowed;
    if (!last.caps.equals(caps)) {
      last = at(caps, settings);
      allowed = last; // Others may just do the same.
    }
    return last;
  }

  private static Allowed at(TransportLimits.Caps caps, WebSocketSettings settings) {
    WebSocketSettings now = settings.at(caps);
    return new Allowed(caps, now.withoutCompression(), now);
  }

  private static Headers answer(Handshake handshake, @Nullable String subprotocol) {
    Headers headers =
        Headers.of("upgrade", "websocket")
            .with("connection", "Upgrade")
            .with("sec-websocket-accept", UpgradeHeaders.accept(handshake.request()));
    if (subprotocol != null) {
      headers = headers.with(Subprotocols.HEADER, subprotocol);
    }
    for (Map.Entry<String, String> line : handshake.responseHeaders().lines()) {
      headers = headers.with(line.getKey(), line.getValue());
    }
    return headers;
  }
}
