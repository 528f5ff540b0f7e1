package dev.anqa.redis;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: each time up to twice as long, and a random part less,
 * so that many nodes do not all come at once. For one thread.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);

  private final Duration max;
  private final RandomGenerator random;
  private Duration next;

  /**
   * Begins with a tenth of a second, or less.
   *
   * @param max which no wait exceeds
   */
  Backoff(Duration max, RandomGenerator random) {
    this.max = max;
    this.random = random;
    this.next = atMost(FIRST);
  }

  /** From half of the present step to all of it; the next step is twice as long. */
  Duration next() {
    Duration wait = Duration.ofNanos(random.nextLong(next.toNanos() / 2, next.toNanos() + 1));
    next = atMost(next.multipliedBy(2));
    return wait;
  }

  /** Begins anew. */
  void reset() {
    next = atMost(FIRST);
  }

  private Duration atMost(Duration wait) {
    return wait.compareTo(max) < 0 ? wait : max;
  }
}
