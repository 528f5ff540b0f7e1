package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.TelemetryEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  public void serve(Exchange exchange, Map<String, String> ofPath) throws Exception {
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
      logged.answered(refused.response().status());
      throw refused;
    }
  }

  @Override
  public @Nullable BodyLimit bodyLimit() {
    return transport.bodyLimit();
  }

  @Override
  public void drain() {
    transport.drain();
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

    void answered(int status) {
      mount
          .telemetry()
          .emit(
              new TelemetryEvent.TransportAnswered(
                  mount.transport(),
                  request().method(),
                  request().path(),
                  status,
                  Duration.ofNanos(time.nanos() - startNanos),
                  level()));
    }

    @Override
    public HttpRequest request() {
      return exchange.request();
    }

    @Override
    public void respond(HttpResponse response) {
      answered(response.status());
      exchange.respond(response);
    }

    @Override
    public void upgrade(
        Headers headers, Session session, WebSocketSettings settings, WebSocketListener events) {
      exchange.upgrade(headers, session, settings, events);
    }

    @Override
    public ResponseStream stream(int status, Headers headers, Runnable gone) {
      answered(status);
      return exchange.stream(status, headers, gone);
    }

    @Override
    public void whenGone(Runnable task) {
      exchange.whenGone(task);
    }

    @Override
    public void whenClosed(Runnable task) {
      exchange.whenClosed(task);
    }

    @Override
    public Loop loop() {
      return exchange.loop();
    }
  }
}
