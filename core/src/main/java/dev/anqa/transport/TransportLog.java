package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.TelemetryEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;

/**
 * Tells of each request to a mount, and of each answer that is no upgrade; {@code transport_log} in
 * Phoenix.
 */
final class TransportLog implements MountedTransport {
  private final MountedTransport transport;
  private final Mount mount;

  TransportLog(MountedTransport transport, Mount mount) {
    this.transport = transport;
    this.mount = mount;
  }

  @Override
  public void serve(Exchange exchange, Map<String, String> ofPath) throws Refused {
    Logged logged = new Logged(exchange);
    HttpRequest request = exchange.request();
    mount
        .telemetry()
        .emit(
            new TelemetryEvent.TransportRequested(
                mount.transport(), request.method(), request.path(), level()));
    try {
      transport.serve(logged, ofPath);
    } catch (Refused refused) {
      logged.answered(refused.response());
      throw refused;
    }
  }

  private Level level() {
    return mount.options().transportLog();
  }

  private final class Logged implements Exchange {
    private final Exchange exchange;
    private final Time time = mount.runtime().time();
    private final long startNanos = time.nanos();

    Logged(Exchange exchange) {
      this.exchange = exchange;
    }

    void answered(HttpResponse response) {
      mount
          .telemetry()
          .emit(
              new TelemetryEvent.TransportAnswered(
                  mount.transport(),
                  request().method(),
                  request().path(),
                  response.status(),
                  Duration.ofNanos(time.nanos() - startNanos),
                  level()));
    }

    @Override
    public HttpRequest request() {
      return exchange.request();
    }

    @Override
    public void respond(HttpResponse response) {
      answered(response);
      exchange.respond(response);
    }

    @Override
    public void upgrade(
        Headers headers, Session session, WebSocketSettings settings, WebSocketListener events) {
      exchange.upgrade(headers, session, settings, events);
    }
  }
}
