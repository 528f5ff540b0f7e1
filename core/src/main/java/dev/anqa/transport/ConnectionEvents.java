package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;

/** Tells of the end of one connection; on its event loop. */
final class ConnectionEvents implements WebSocketListener {
  private final SocketSource source;
  private final Telemetry telemetry;
  private final Time time;
  private final long startNanos;

  ConnectionEvents(Session session, Telemetry telemetry, Time time) {
    this.source = session.source();
    this.telemetry = telemetry;
    this.time = time;
    this.startNanos = time.nanos();
  }

  @Override
  public void closed(int code, String reason) {
    if (telemetry.wants(TelemetryEvent.SocketClosed.class)) {
      telemetry.emit(
          new TelemetryEvent.SocketClosed(
              source, code, reason, Duration.ofNanos(time.nanos() - startNanos)));
    }
  }

  @Override
  public void slow(long pendingBytes, long limitBytes) {
    telemetry.emit(
        new TelemetryEvent.SlowConsumerClosed(
            source.socket(), source.id(), pendingBytes, limitBytes));
  }
}
