package dev.anqa.inspect;

import dev.anqa.pubsub.Mailbox;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryListener;
import dev.anqa.telemetry.TraceEvent;
import dev.anqa.telemetry.TraceListener;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A trace that was begun by {@link Inspector#trace}, and ends by itself.
 *
 * <p>Where something happens, it is only looked whether it fits, and kept as it is; secrets are
 * taken out and the entry is handed over on a virtual thread. What is kept is bounded by the bounds
 * of the trace.
 */
public final class Trace implements AutoCloseable {
  /** Why a trace ended. */
  public enum End {
    /** So many events came as were wanted. */
    COUNT,
    /** Its time was over. */
    TIME,
    /** So many bytes came as were allowed. */
    BYTES,
    /** It was closed, or the endpoint was. */
    CLOSED;

    /** As it is written: {@code count}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What waits to be handed over. */
  private sealed interface Waiting {
    record Entry(Instant at, TraceKind kind, @Nullable SocketSource client, Seen seen)
        implements Waiting {}

    record Over(End end) implements Waiting {}
  }

  private final TraceSpec spec;
  private final Telemetry telemetry;
  private final Time time;
  private final TraceReader reader;
  private final Consumer<? super TraceEntry> sink;
  private final Mailbox<Waiting> mailbox;
  private final Watch watch = new Watch();
  private final AtomicInteger left;
  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicLong bytesLeft;
  private final AtomicBoolean over = new AtomicBoolean();
  private final CompletableFuture<End> ended = new CompletableFuture<>();

  /** Null until it began. */
  private volatile Time.@Nullable Timer timer;

  Trace(
      TraceSpec spec, Inspected inspected, TraceReader reader, Consumer<? super TraceEntry> sink) {
    this.spec = spec;
    this.telemetry = inspected.telemetry();
    this.time = inspected.time();
    this.reader = reader;
    this.sink = sink;
    this.mailbox = new Mailbox<>(inspected.callbacks(), spec.count() + 1, this::handle);
    this.left = new AtomicInteger(spec.count());
    this.bytesLeft = new AtomicLong(spec.maxBytes());
  }

  void begin() {
    timer = time.after(spec.within(), () -> end(End.TIME));
    telemetry.listen(watch);
    telemetry.trace(watch);
  }

  /** Completed when it has ended, and every entry was handed over. */
  public CompletableFuture<End> ended() {
    return ended;
  }

  /** What sees all that happens; on the threads where it does. */
  private final class Watch implements TelemetryListener, TraceListener {
    @Override
    public boolean wants(Class<? extends TelemetryEvent> event) {
      TraceKind kind = Seen.kind(event);
      return kind != null && spec.kinds().contains(kind);
    }

    @Override
    public void handle(TelemetryEvent event) {
      take(new Seen.Told(event));
    }

    @Override
    public void traced(TraceEvent event) {
      take(new Seen.Traced(event));
    }
  }

  private void take(Seen seen) {
    TraceKind kind = seen.kind();
    if (kind == null || !spec.kinds().contains(kind) || !spec.fits(seen.topic())) {
      return;
    }
    SocketSource client = seen.client();
    if (!spec.filter().fits(client)) {
      return;
    }
    int place = left.getAndDecrement();
    if (place <= 0) {
      return;
    }
    mailbox.offer(new Waiting.Entry(time.now(), kind, client, seen)); // There is a place.
    if (offered.incrementAndGet() == spec.count()) { // Not the last place: another may be slower.
      end(End.COUNT);
    } else if (bytesLeft.addAndGet(-seen.bytes()) <= 0) {
      end(End.BYTES);
    }
  }

  private void end(End end) {
    if (over.compareAndSet(false, true)) {
      left.set(0);
      telemetry.remove(watch);
      telemetry.untrace(watch);
      Time.Timer running = timer;
      if (running != null) {
        running.cancel();
      }
      mailbox.force(new Waiting.Over(end));
    }
  }

  /** On a virtual thread, one at a time. */
  private void handle(Waiting waiting) {
    switch (waiting) {
      case Waiting.Entry it -> {
        if (!ended.isDone()) {
          sink.accept(reader.read(it.at(), it.kind(), it.client(), it.seen()));
        }
      }
      case Waiting.Over(End end) -> ended.complete(end);
    }
  }

  /** Ends it now. Does nothing if it has ended. */
  @Override
  public void close() {
    end(End.CLOSED);
  }
}
