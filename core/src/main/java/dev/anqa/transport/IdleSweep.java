package dev.anqa.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop that are to be told when they were silent for one certain time: at
 * the earliest when it has passed, at the latest a tenth of it (at least 10 ms, at most 1 s) after.
 *
 * <p>One timer for all of them. The list is in the order of their last signs of life, so that a
 * look at its beginning is enough; a sign of life moves a connection to the end, once in a tick
 * however many there are. A tick follows the one before, never makes up for one that was missed:
 * when the loop was held up, what came meanwhile is read before anybody is taken for silent.
 *
 * <p>Touched on the loop's thread only.
 */
final class IdleSweep implements Runnable {
  private static final int PARTS = 10;
  private static final long MIN_TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_TICK = TimeUnit.SECONDS.toNanos(1);

  private final EventLoop eventLoop;
  private final long tickNanos;

  /** How many whole ticks make the time. */
  private final long patience;

  private long tick;
  private @Nullable WebSocketConnection oldest;
  private @Nullable WebSocketConnection newest;

  /** The next tick; null while there is no connection. */
  private @Nullable Future<?> timer;

  IdleSweep(EventLoop eventLoop, Duration timeout) {
    this.eventLoop = eventLoop;
    long nanos = TimeUnit.NANOSECONDS.convert(timeout); // The longest there is, if it is longer.
    this.tickNanos = Math.clamp(nanos / PARTS, MIN_TICK, MAX_TICK);
    this.patience = Math.ceilDiv(nanos, tickNanos);
  }

  /** Takes in one that is in no sweep, alive at this moment. */
  void add(WebSocketConnection connection) {
    connection.sweepTick = tick;
    connection.before = newest;
    connection.behind = null;
    if (newest == null) {
      oldest = connection;
    } else {
      newest.behind = connection;
    }
    newest = connection;
    if (timer == null) {
      timer = eventLoop.schedule(this, tickNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Lets go of one that is in here. */
  void remove(WebSocketConnection connection) {
    unlink(connection);
    if (oldest == null && timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** One that is in here gave a sign of life. */
  void touch(WebSocketConnection connection) {
    if (connection.sweepTick != tick) {
      unlink(connection);
      add(connection);
    }
  }

  /** For the event loop: a tick. */
  @Override
  public void run() {
    timer = null;
    tick++;
    while (oldest != null && tick - oldest.sweepTick > patience) {
      WebSocketConnection silent = oldest;
      unlink(silent);
      silent.silent(); // May come back in, as alive.
    }
    if (oldest != null && timer == null) {
      timer = eventLoop.schedule(this, tickNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void unlink(WebSocketConnection connection) {
    WebSocketConnection before = connection.before;
    WebSocketConnection behind = connection.behind;
    if (before == null) {
      oldest = behind;
    } else {
      before.behind = behind;
    }
    if (behind == null) {
      newest = before;
    } else {
      behind.before = before;
    }
    connection.before = null;
    connection.behind = null;
  }
}
