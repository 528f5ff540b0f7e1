package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what was dropped for one client and not told yet. Any thread may call. */
final class Drops {
  private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

  private final SocketSource source;
  private final Telemetry telemetry;
  private final Time time;

  /** By route; null while there is nothing. Guarded by this. */
  private @Nullable Map<String, Sum> untold;

  /** When there was something to tell for the first time since it was told. Guarded by this. */
  private long sinceNanos;

  private record Sum(long count, long bytes) {}

  Drops(SocketSource source, Telemetry telemetry, Time time) {
    this.source = source;
    this.telemetry = telemetry;
    this.time = time;
  }

  /** Counts one; it is told now if the last time is a while ago. */
  void add(String route, int bytes) {
    if (count(route, bytes)) {
      tell();
    }
  }

  private synchronized boolean count(String route, int bytes) {
    if (untold == null) {
      untold = new HashMap<>(2);
      sinceNanos = time.nanos();
    }
    untold.merge(route, new Sum(1, bytes), (a, b) -> new Sum(a.count + b.count, a.bytes + b.bytes));
    return time.nanos() - sinceNanos >= PERIOD_NANOS;
  }

  /** Tells of all, if there is something. */
  void tell() {
    Map<String, Sum> due = take();
    if (due != null) {
      due.forEach((route, sum) ->
          telemetry.emit(new TelemetryEvent.FramesDropped(source, route, sum.count, sum.bytes)));
    }
  }

  private synchronized @Nullable Map<String, Sum> take() {
    Map<String, Sum> due = untold;
    untold = null;
    return due;
  }
}
