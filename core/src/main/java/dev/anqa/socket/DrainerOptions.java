package dev.anqa.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint parts from its connections, when it stops and when they are old; the {@code
 * drainer} of Phoenix's mounts. {@code MountOptions.drainer(false)} takes a mount out of both. Not
 * for more than one thread; read when the endpoint starts.
 */
public final class DrainerOptions {
  private int batchSize = 1_000;
  private Duration batchInterval = Duration.ofMillis(200);
  private Duration delay = Duration.ZERO;
  private Duration answerWithin = Duration.ofSeconds(5);
  private Duration shutdown = Duration.ofSeconds(30);
  private Duration retryAfter = Duration.ofSeconds(5);
  private @Nullable Duration maxConnectionAge;
  private double ageJitter = 0.2;

  /** The defaults. */
  public DrainerOptions() {}

  /**
   * How many connections are closed together; 1,000 by default. With the default interval that is
   * 5,000 a second, as in Phoenix, but in smaller portions.
   */
  public DrainerOptions batchSize(int connections) {
    if (connections < 1) {
      throw new IllegalArgumentException("batchSize: " + connections + " (expected: > 0)");
    }
    this.batchSize = connections;
    return this;
  }

  /** The time from one batch to the next; 200 ms by default. */
  public DrainerOptions batchInterval(Duration interval) {
    this.batchInterval = positive("batchInterval", interval);
    return this;
  }

  /**
   * How long to wait before the first batch, after readiness turned false: for as long as a load
   * balancer takes to look; none by default.
   */
  public DrainerOptions delay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay: " + delay + " (expected: >= 0)");
    }
    this.delay = delay;
    return this;
  }

  /**
   * How long channels may take to answer what a connection sent before it was asked to end; it
   * closes without the answers that are still missing. 5 s by default.
   */
  public DrainerOptions answerWithin(Duration patience) {
    this.answerWithin = positive("answerWithin", patience);
    return this;
  }

  /**
   * How long all of it may take, the delay included; what stands then is closed at once. 30 s by
   * default. Must be longer than the connections at the rate of the batches take.
   */
  public DrainerOptions shutdown(Duration limit) {
    this.shutdown = positive("shutdown", limit);
    return this;
  }

  /**
   * What those who want to connect meanwhile, and get 503, are told to wait; 5 s by default. Sent
   * in whole seconds, rounded up.
   */
  public DrainerOptions retryAfter(Duration wait) {
    this.retryAfter = positive("retryAfter", wait);
    return this;
  }

  /**
   * The longest that a connection stands before it is closed with 1012, so that clients spread over
   * the nodes again; without end by default. Each is given an age of its own, see {@link
   * #ageJitter}.
   */
  public DrainerOptions maxConnectionAge(Duration age) {
    this.maxConnectionAge = positive("maxConnectionAge", age);
    return this;
  }

  /**
   * By what part of the maximum the ages of connections differ: 0.2, the default, for four fifths
   * of the maximum up to all of it.
   */
  public DrainerOptions ageJitter(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("ageJitter: " + part + " (expected: 0 to 1)");
    }
    this.ageJitter = part;
    return this;
  }

  private static Duration positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
    return value;
  }

  /** What stands now. */
  DrainerSettings settings() {
    return new DrainerSettings(
        batchSize,
        batchInterval,
        delay,
        answerWithin,
        shutdown,
        retryAfter,
        maxConnectionAge,
        ageJitter);
  }
}
