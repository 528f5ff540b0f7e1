package dev.anqa.transport;

import dev.anqa.channel.Sheddable;
import dev.anqa.limits.LimitRefusal;
import dev.anqa.limits.PendingBytes;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;

/** Tells of what one connection takes, and of its end; on its event loop. */
final class ConnectionEvents implements WebSocketListener {
  private final SocketSource source;
  private final TransportLimits limits;
  private final Drops drops;
  private final Telemetry telemetry;
  private final Time time;
  private final long startNanos;

  /** The longest message of which the limit was told. */
  private long longest;

  ConnectionEvents(Session session, TransportLimits limits, Telemetry telemetry, Time time) {
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
    return limits.frames().cap().near();
  }

  @Override
  public void longMessage(Frame frame) {
    long bytes =
        switch (frame) {
          case Frame.Text(byte[] payload) -> payload.length;
          case Frame.Binary(byte[] payload) -> payload.length;
          case Frame.Ping _, Frame.Pong _, Frame.Several _ -> 0;
        };
    var _ = limits.frames().allows(longest, bytes, source);
    longest = Math.max(longest, bytes);
  }

  @Override
  public void tooLong() {
    long maximum = limits.frames().cap().maximum();
    var _ = limits.frames().allows(maximum, maximum + 1, source);
  }

  @Override
  public void inflated(long ratio) {
    if (limits.ratio() != null) {
      var _ = limits.ratio().allows(0, ratio, source);
    }
  }

  @Override
  public PendingBytes pendingOfAll() {
    return limits.pendingOfAll();
  }

  @Override
  public void pending(long before, long pending) {
    long allowed = Math.min(pending, limits.pending().cap().enforced());
    var _ = limits.pending().allows(before, allowed, source); // What is above is told when it ends.
  }

  @Override
  public void dropped(Sheddable what, int bytes) {
    drops.add(what.route(), bytes);
  }

  @Override
  public void caughtUp() {
    drops.tell();
  }

  @Override
  public String slow(long pendingBytes) {
    LimitRefusal refusal;
    if (pendingBytes > limits.pending().cap().enforced()) {
      var _ = limits.pending().allows(pendingBytes, pendingBytes, source);
      refusal = limits.pending().refusal(pendingBytes);
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
