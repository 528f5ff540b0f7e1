package dev.anqa.dashboard;

import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at this node once a second, for all pages that show it, wherever they are; and not at all
 * while there is none. Any thread may call.
 *
 * <p>A look takes time that grows with the connections. The next one waits for at least twenty
 * times as long, so that looking never takes more than a twentieth of a core.
 */
final class Sampler implements AutoCloseable {
  static final Duration PERIOD = Duration.ofSeconds(1);

  /** How long it goes on after it was last wanted. */
  static final Duration LEASE = Duration.ofSeconds(15);

  /** How many samples are kept for pages that open: five minutes. */
  static final int HISTORY = 300;

  private static final int REST = 20;

  private final Time time;
  private final Executor executor;
  private final Supplier<Reading> readings;
  private final Consumer<? super Sample> publish;
  private final Consumer<? super RuntimeException> failed;

  // All of these are guarded by this.
  private final Deque<Sample> history = new ArrayDeque<>();
  private long leaseEnds;
  private boolean running;
  private boolean closed;

  /** What the next rates are counted from; null before the first look of a row of looks. */
  private @Nullable Reading last;

  /** How long the look before took; 0 before the second. */
  private long lastTook;

  /** Null before the first. */
  private Time.@Nullable Timer timer;

  /**
   * Waits to be wanted.
   *
   * @param executor runs looks, never two at a time
   * @param readings looks at the node
   * @param publish tells all pages
   * @param failed hears what a look threw; the next one comes as ever
   */
  Sampler(
      Time time,
      Executor executor,
      Supplier<Reading> readings,
      Consumer<? super Sample> publish,
      Consumer<? super RuntimeException> failed) {
    this.time = time;
    this.executor = executor;
    this.readings = readings;
    this.publish = publish;
    this.failed = failed;
  }

  /** Somebody looks: goes on for {@link #LEASE} from now, and begins if it does not run. */
  void wanted() {
    synchronized (this) {
      leaseEnds = time.nanos() + LEASE.toNanos();
      if (running || closed) {
        return;
      }
      running = true;
      last = null;
    }
    executor.execute(this::look);
  }

  /** The latest samples, the oldest first; there are gaps where nobody looked. */
  synchronized List<Sample> history() {
    return List.copyOf(history);
  }

  private void look() {
    Duration pause = PERIOD;
    try {
      long began = time.nanos();
      Reading reading;
      try {
        reading = readings.get();
      } finally {
        pause = pauseAfter(time.nanos() - began);
      }
      publish.accept(keep(reading, pause));
    } catch (RuntimeException e) {
      failed.accept(e);
    } finally {
      goOn(pause);
    }
  }

  private synchronized Duration pauseAfter(long took) {
    Duration rest = Duration.ofNanos(Math.min(took, lastTook) * REST); // One hiccup does not count.
    lastTook = took;
    return rest.compareTo(PERIOD) > 0 ? rest : PERIOD;
  }

  private synchronized Sample keep(Reading reading, Duration pause) {
    Sample sample = Sample.of(last, reading, pause);
    last = reading;
    history.add(sample);
    if (history.size() > HISTORY) {
      history.removeFirst();
    }
    return sample;
  }

  private synchronized void goOn(Duration pause) {
    running = !closed && leaseEnds - time.nanos() > 0;
    if (running) {
      timer = time.after(pause, () -> executor.execute(this::look));
    }
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
