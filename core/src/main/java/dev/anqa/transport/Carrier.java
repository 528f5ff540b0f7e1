package dev.anqa.transport;

import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins the virtual threads of callbacks on an event loop, so that a message which is answered
 * without blocking never changes threads. Each has its first slice on the loop, up to where it
 * blocks for the first time or ends, and everything behind that on the JVM's scheduler.
 *
 * <p>So a loop need never run to let somebody go on who holds a lock: before its first slice a
 * thread holds none, after it does not come back. A loop, and whoever else waits for a lock, waits
 * no longer than on the JVM's scheduler alone.
 *
 * <p>Code that computes holds up all connections of its loop. What held it for longer than {@link
 * #HELD} is named by an event, and kept on the JVM's scheduler for {@value #REST} times as long as
 * that was, and so is what is new, for {@link #NEW}, as classes are loaded then.
 */
final class Carrier {
  private static final Duration HELD = Duration.ofMillis(10);
  private static final int REST = 100;
  private static final Duration NEW = Duration.ofSeconds(1);

  private final Loop loop;
  private final Telemetry telemetry;
  private final OwnScheduler threads;
  private final LongSupplier nanos;

  private final Executor elsewhere;

  /** Calls whose thread has left the loop and not ended. */
  private final Set<Call> left = ConcurrentHashMap.newKeySet();

  /** The scheduler of all these threads. */
  private final Executor scheduler = this::schedule;

  // Touched on the event loop only.

  private final Map<String, Code> codes = new HashMap<>();

  /** Whether a thread is being started here, which hands its first slice over. */
  private boolean starting;

  /** The first slice of the thread being started; null at other times. */
  private @Nullable Runnable slice;

  /**
   * Makes the one of a loop.
   *
   * @param elsewhere runs tasks that the loop does not take, each on a virtual thread
   * @param nanos the time, as {@link System#nanoTime}
   */
  Carrier(
      Loop loop,
      Telemetry telemetry,
      OwnScheduler threads,
      Executor elsewhere,
      LongSupplier nanos) {
    this.loop = loop;
    this.telemetry = telemetry;
    this.threads = threads;
    this.nanos = nanos;
    this.elsewhere = elsewhere;
  }

  /** Runs the callbacks of some code; called on the event loop. */
  Executor callbacks(String name) {
    return codes.computeIfAbsent(name, Code::new);
  }

  /** Callbacks that behave alike, and so are kept off the loop together. */
  private final class Code implements Executor {
    final String name;
    final String threadName;

    /**
     * Until when it is kept off the loop, in nanoseconds; 0 for not at all. Written by the loop.
     */
    private volatile long restsUntil = nanos.getAsLong() + NEW.toNanos() | 1;

    Code(String name) {
      this.name = name;
      this.threadName = "anqa-callback " + name;
    }

    @Override
    public void execute(Runnable task) {
      if (rests() || !lineUp(new Call(this, task))) {
        elsewhere.execute(task);
      }
    }

    private boolean lineUp(Call call) {
      try {
        return loop.offer(call);
      } catch (RejectedExecutionException e) {
        return true; // The loop has stopped: nobody is left to answer. It may still run this.
      }
    }

    private boolean rests() {
      long until = restsUntil;
      return until != 0 && nanos.getAsLong() - until < 0;
    }

    /** On the loop, which this held from one time to another. */
    void held(long from, long to) {
      if (to - from > HELD.toNanos()) {
        restsUntil = to + REST * (to - from) | 1;
        telemetry.emit(
            new TelemetryEvent.LoopHeld(
                Thread.currentThread().getName(), name, Duration.ofNanos(to - from)));
      } else if (restsUntil != 0) {
        restsUntil = 0;
      }
    }
  }

  /** One task: lines up for the loop, and is then what its thread runs. */
  final class Call implements Runnable {
    private final Code code;
    private final Runnable task;

    /** Null until it begins. Written by the loop. */
    private @Nullable Thread thread;

    /** Whether it is, or was, in {@link #left}. Written by the loop, before it looks at done. */
    private volatile boolean away;

    /** Written by its thread, before it looks at away. */
    private volatile boolean done;

    private Call(Code code, Runnable task) {
      this.code = code;
      this.task = task;
    }

    /** For the event loop: begins. Returns for how long this held it, in nanoseconds. */
    long begin() {
      long start = nanos.getAsLong();
      Runnable first = start();
      if (first != null) {
        first.run();
      }
      if (!done) {
        leave();
      }
      long end = nanos.getAsLong();
      code.held(start, end);
      return end - start;
    }

    /** The first slice; null if there is none to run here. */
    private @Nullable Runnable start() {
      Thread begun = threads.thread(scheduler, code.threadName, this);
      thread = begun;
      starting = true;
      try {
        begun.start();
        return slice;
      } finally {
        starting = false;
        slice = null;
      }
    }

    private void leave() {
      away = true;
      left.add(this);
      if (done) {
        left.remove(this);
      }
    }

    /** For its thread. */
    @Override
    public void run() {
      try {
        task.run();
      } finally {
        done = true;
        if (away) {
          left.remove(this);
        }
      }
    }
  }

  /** For the JVM: a thread of ours is to run, or to run on. */
  private void schedule(Runnable continuation) {
    if (loop.inThread() && starting) {
      slice = continuation;
    } else {
      threads.usual().execute(continuation);
    }
  }

  /**
   * Waits until all that left the loop have ended, then interrupts them. Not to be called on a
   * loop.
   *
   * @param deadline in {@link System#nanoTime}
   */
  void awaitEnd(long deadline) throws InterruptedException {
    while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(5); // Once in the life of a loop.
    }
    for (Call call : left) {
      Thread running = call.thread;
      if (running != null) {
        running.interrupt();
      }
    }
  }
}
