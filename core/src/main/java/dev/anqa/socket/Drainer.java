package dev.anqa.socket;

import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Parts from the connections of a node that goes away, at a rate that the other nodes can take in;
 * used by the endpoint. Any thread may call.
 *
 * <p>Ports {@code lib/phoenix/socket/pool_supervisor.ex}. Differs in: there is one for the
 * endpoint, because it is the node that other nodes have to replace; it counts connections, those
 * without channels included, not channels; what a connection sent before is answered; it ends when
 * the last connection has gone that it asks.
 */
public final class Drainer {
  private final DrainerSettings settings;
  private final SessionRegistry sessions;
  private final Time time;
  private final Executor executor;
  private final Telemetry telemetry;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private final AtomicBoolean draining = new AtomicBoolean();

  // Written by begin, then touched by one round after the other.

  /** When the first batch is due, in {@code Time.nanos}. */
  private long start;

  /** Rounds until now, and batches among them. */
  private int round;

  private int batch;

  /** Connections when the first batch was due. */
  private int total;

  /**
   * Makes one.
   *
   * @param executor where batches are closed: not on the thread of timers, since a loop that has
   *     much to do makes them wait
   */
  public Drainer(
      DrainerOptions options,
      SessionRegistry sessions,
      Time time,
      Executor executor,
      Telemetry telemetry) {
    this.settings = options.settings();
    this.sessions = sessions;
    this.time = time;
    this.executor = executor;
    this.telemetry = telemetry;
  }

  /** Whether it has begun; it never goes back. */
  public boolean isDraining() {
    return draining.get();
  }

  /** What to tell those who want to connect meanwhile to wait, in seconds. */
  public long retryAfterSeconds() {
    return settings.retryAfter().plusNanos(999_999_999).toSeconds();
  }

  /**
   * Begins, if it has not begun.
   *
   * @return done when all connections have gone, or the time is over
   */
  public CompletableFuture<Void> drain() {
    if (draining.compareAndSet(false, true)) {
      begin();
    }
    return done;
  }

  private void begin() {
    start = time.nanos() + settings.delay().toNanos();
    Time.Timer limit = time.after(settings.shutdown(), () -> done.complete(null));
    var _ = done.whenComplete((_, _) -> limit.cancel());
    if (settings.delay().isZero()) {
      round();
    } else {
      next(settings.delay());
    }
  }

  private void next(Duration wait) {
    time.after(
        wait,
        () -> {
          try {
            executor.execute(this::round);
          } catch (RejectedExecutionException e) { // The endpoint has stopped.
            done.complete(null);
          }
        });
  }

  private void round() {
    if (round == 0) {
      total = sessions.drained();
      sessions.whenEmpty(() -> done.complete(null));
    }
    if (done.isDone()) {
      return;
    }
    close();
    round++;
    // From the beginning, not from now: rounds that take long do not add up.
    long due = start + round * settings.batchInterval().toNanos();
    next(Duration.ofNanos(Math.max(0, due - time.nanos())));
  }

  private void close() {
    int rounds = Math.max(batch + 1, Math.ceilDiv(total, settings.batchSize()));
    int asked = sessions.drain(settings.batchSize(), settings.answerWithin());
    if (asked > 0) {
      batch++;
      telemetry.emit(
          new TelemetryEvent.SocketDrain(asked, total, settings.batchInterval(), batch, rounds));
    }
  }
}
