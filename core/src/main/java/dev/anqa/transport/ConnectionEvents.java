package dev.anqa.transport;

import dev.anqa.limits.Cap;
import dev.anqa.limits.LimitRefusal;
import dev.anqa.limits.PendingBytes;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;

/**
 * Tells of what one connection takes, and of its end; on its event loop. Measures by what the
 * connection keeps to, whatever its limits became since it began.
 */
final class ConnectionEvents implements WebSocketListener {
  private final SocketSource source;
  private final TransportLimits limits;
  private final TransportLimits.Caps caps;
  private final Drops drops;
  private final Telemetry telemetry;
  private final Time time;
  private final long startNanos;

  /** The longest message of which the limit was told. */
  private long longest;

  /**
   * Makes one.
   *
   * @param caps of the limits, that the connection keeps to
   */
  ConnectionEvents(
      Session session,
      TransportLimits limits,
      TransportLimits.Caps caps,
      Telemetry telemetry,
      Time time) {
    this.caps = caps;
    this.source = session.source();
    this.limits = limits;
    this.drops = new Drops(source, telemetry, time);
    this.telemetry = telemetry;
    this.time = time;
    this.startNanos = time.nanos();
  }

  @Override
  public void closed(int code, String reason) {
    drops.tell();
    if (telemetry.wants(TelemetryEvent.SocketClosed.class)) {
      telemetry.emit(
          new TelemetryEvent.SocketClosed(
              source, code, reason, Duration.ofNanos(time.nanos() - startNanos)));
    }
  }

  @Override
  public long longMessageBytes() {
    return caps.frames().near();
  }

  @Override
  public void longMessage(Frame frame) {
    long bytes =
        switch (frame) {
          case Frame.Text(byte[] payload) -> payload.length;
          case Frame.Binary(byte[] payload) -> payload.length;
          case Frame.Ping _, Frame.Pong _, Frame.Several _ -> 0;
        };
    var _ = limits.frames().allows(caps.frames(), longest, bytes, source);
    longest = Math.max(longest, bytes);
  }

  @Override
  public void tooLong() {
    long maximum = caps.frames().maximum();
    var _ = limits.frames().allows(caps.frames(), maximum, maximum + 1, source);
  }

  @Override
  public void inflated(long ratio) {
    if (limits.ratio() != null && caps.ratio() != null) {
      var _ = limits.ratio().allows(caps.ratio(), 0, ratio, source);
    }
  }

  @Override
  public PendingBytes pendingOfAll() {
    return limits.pendingOfAll();
  }

  @Override
  public void pending(long before, long pending) {
    Cap cap = caps.pending();
    long allowed = Math.min(pending, cap.enforced()); // What is above is told when it ends.
    if (before <= cap.maximum()) { // Else it was counted: it would have been closed then.
      var _ = limits.pending().allows(cap, before, allowed, source);
    }
  }

  @Override
  public void dropped(String route, int bytes) {
    drops.add(route, bytes);
  }

  @Override
  public void caughtUp() {
    drops.tell();
  }

  @Override
  public String slow(long pendingBytes) {
    LimitRefusal refusal;
    Cap cap = caps.pending();
    if (pendingBytes > cap.enforced()) {
      var _ = limits.pending().allows(cap, pendingBytes, pendingBytes, source);
      refusal = limits.pending().refusal(cap, pendingBytes);
    } else {
      limits.pendingOfAll().refused();
      refusal = limits.pendingOfAll().refusal();
    }
    telemetry.emit(
        new TelemetryEvent.SlowConsumerClosed(
            source.socket(), source.id(), pendingBytes, refusal.maximum()));
    return refusal.text();
  }
}
