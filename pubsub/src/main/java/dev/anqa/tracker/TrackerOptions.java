package dev.anqa.tracker;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Tracker} works; the defaults are Phoenix's. All nodes of a cluster need the same
 * name and the same number of shards, and should have the same periods.
 */
public final class TrackerOptions {
  private final String name;
  private int shards = 1;
  private Duration broadcastPeriod = Duration.ofMillis(1_500);
  private int maxSilentPeriods = 10;

  /** Null for what follows from the broadcast period. */
  private @Nullable Duration downPeriod;

  private Duration permdownPeriod = Duration.ofMinutes(20);
  private int clockSamplePeriods = 2;
  private int maxDeltaSize = 10_000;
  private boolean permdownOnShutdown;
  private RandomGenerator random = RandomGenerator.getDefault();
  private Executor executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("anqa-tracker-", 0).factory());

  /**
   * The defaults.
   *
   * @param name of the tracker; trackers of one name on different nodes talk to each other
   */
  public TrackerOptions(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * How many shards the topics are spread over; 1 by default. Phoenix's {@code pool_size}.
   *
   * <p>A shard does one thing at a time; several do as many. Each talks to other nodes on its own.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TrackerOptions shards(int shards) {
    this.shards = positive("shards", shards);
    return this;
  }

  /**
   * How often the changes of this node are told to the others; 1.5 s by default.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TrackerOptions broadcastPeriod(Duration period) {
    broadcastPeriod = positive("broadcastPeriod", period);
    return this;
  }

  /**
   * How many periods may pass without a word when there is nothing to tell; 10 by default. Fewer do
   * if a {@link #downPeriod} is set that is short: a quiet node is to be heard twice in it, so that
   * one that lives is not taken for dead. In Phoenix it is.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TrackerOptions maxSilentPeriods(int periods) {
    maxSilentPeriods = positive("maxSilentPeriods", periods);
    return this;
  }

  /**
   * How long another node may be silent before its entries are hidden; by default twice the silent
   * periods, 30 s.
   *
   * <p>At least two broadcast periods, which is checked when the tracker starts.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TrackerOptions downPeriod(Duration period) {
    downPeriod = positive("downPeriod", period);
    return this;
  }

  /**
   * How long another node may be silent before it is forgotten; 20 minutes by default. What comes
   * back later is sent whole.
   *
   * <p>Longer than the down period, which is checked when the tracker starts.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TrackerOptions permdownPeriod(Duration period) {
    permdownPeriod = positive("permdownPeriod", period);
    return this;
  }

  /**
   * After how many periods this node looks what it lacks and asks for it; 2 by default.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TrackerOptions clockSamplePeriods(int periods) {
    clockSamplePeriods = positive("clockSamplePeriods", periods);
    return this;
  }

  /**
   * How many entries that have left are remembered for each node, so that one that missed something
   * is not sent everything; 10,000 by default. The greatest of Phoenix's {@code max_delta_sizes}.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TrackerOptions maxDeltaSize(int size) {
    maxDeltaSize = positive("maxDeltaSize", size);
    return this;
  }

  /**
   * Whether {@link Tracker#close} tells the other nodes that this one will not come back, so that
   * they drop its entries at once; off by default.
   */
  public TrackerOptions permdownOnShutdown(boolean enabled) {
    permdownOnShutdown = enabled;
    return this;
  }

  /** Spreads the first heartbeats of nodes that start together. */
  public TrackerOptions random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /** Runs the shards; a virtual thread for each that has something to do by default. */
  public TrackerOptions executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  private static int positive(String what, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
    }
    return value;
  }

  private static Duration positive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
    }
    return value;
  }

  /** A copy that nobody changes, after a look at what must fit together. */
  TrackerOptions checked() {
    Duration leastDown = broadcastPeriod.multipliedBy(2);
    if (downPeriod().compareTo(leastDown) < 0) {
      throw new IllegalArgumentException(
          "downPeriod: "
              + downPeriod()
              + " (expected: >= "
              + leastDown
              + ", two broadcast periods)");
    }
    if (permdownPeriod.compareTo(downPeriod()) <= 0) {
      throw new IllegalArgumentException(
          "permdownPeriod: "
              + permdownPeriod
              + " (expected: > "
              + downPeriod()
              + ", the down period)");
    }
    TrackerOptions copy = new TrackerOptions(name);
    copy.shards = shards;
    copy.broadcastPeriod = broadcastPeriod;
    copy.maxSilentPeriods = maxSilentPeriods;
    copy.downPeriod = downPeriod;
    copy.permdownPeriod = permdownPeriod;
    copy.clockSamplePeriods = clockSamplePeriods;
    copy.maxDeltaSize = maxDeltaSize;
    copy.permdownOnShutdown = permdownOnShutdown;
    copy.random = random;
    copy.executor = executor;
    return copy;
  }

  String name() {
    return name;
  }

  int shards() {
    return shards;
  }

  Duration broadcastPeriod() {
    return broadcastPeriod;
  }

  int maxSilentPeriods() {
    if (downPeriod == null) {
      return maxSilentPeriods;
    }
    long twice = downPeriod.dividedBy(broadcastPeriod.multipliedBy(2));
    return (int) Math.min(maxSilentPeriods, Math.max(0, twice - 1));
  }

  Duration downPeriod() {
    return downPeriod != null ? downPeriod : broadcastPeriod.multipliedBy(2L * maxSilentPeriods);
  }

  Duration permdownPeriod() {
    return permdownPeriod;
  }

  int clockSamplePeriods() {
    return clockSamplePeriods;
  }

  int maxDeltaSize() {
    return maxDeltaSize;
  }

  boolean permdownOnShutdown() {
    return permdownOnShutdown;
  }

  RandomGenerator random() {
    return random;
  }

  Executor executor() {
    return executor;
  }
}
