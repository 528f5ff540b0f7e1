package dev.anqa.pubsub;

import java.time.Duration;
import java.time.Instant;

/**
 * Where time comes from, and how one waits for it. Given from outside, so that a test can run many
 * nodes on one thread in virtual time.
 */
public interface Time {
  /** A task to come. */
  interface Timer {
    /**
     * Keeps the task from running, if it has not begun; any thread may call, any number of times.
     */
    void cancel();
  }

  /** The time of day. */
  Instant now();

  /** Nanoseconds since some fixed moment; only differences mean something. */
  long nanos();

  /** Runs a task once, after at least that long. The task must be short and must not block. */
  Timer after(Duration delay, Runnable task);
}
