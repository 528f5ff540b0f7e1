package dev.anqa.limits;

import java.util.Objects;

/**
 * How much is allowed, and what happens above.
 *
 * @param maximum what is still allowed, in the unit of the limit
 * @param mode what happens above it
 */
public record Cap(long maximum, LimitMode mode) {
  /** Checks the values. */
  public Cap {
    Objects.requireNonNull(mode, "mode");
    if (maximum < 1) {
      throw new IllegalArgumentException("maximum: " + maximum + " (expected: > 0)");
    }
  }

  /**
   * Refuses what is above.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static Cap enforce(long maximum) {
    return new Cap(maximum, LimitMode.ENFORCE);
  }

  /**
   * As {@link #enforce(long)}, for an option.
   *
   * @param option its name, for the error
   * @throws IllegalArgumentException if the maximum is not positive
   */
  public static Cap enforce(String option, long maximum) {
    if (maximum < 1) {
      throw new IllegalArgumentException(option + ": " + maximum + " (expected: > 0)");
    }
    return enforce(maximum);
  }

  /**
   * Lets pass what is above, and tells of it: to find out what a limit would do.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static Cap observe(long maximum) {
    return new Cap(maximum, LimitMode.OBSERVE);
  }

  /** No limit. */
  public static Cap off() {
    return new Cap(Long.MAX_VALUE, LimitMode.OFF);
  }

  /** The same, if it allows that much; else a higher one of the same mode. */
  public Cap atLeast(long maximum) {
    return maximum <= this.maximum ? this : new Cap(maximum, mode);
  }

  /** As much as is let pass: the maximum where it is enforced, else all there can be. */
  public long enforced() {
    return mode == LimitMode.ENFORCE ? maximum : Long.MAX_VALUE;
  }

  /** As {@link #enforced}, for what is counted in an {@code int}. */
  public int enforcedInt() {
    return (int) Math.min(enforced(), Integer.MAX_VALUE);
  }

  /**
   * As {@link #enforced}, where there has to be an end whatever the mode, since what comes is kept
   * in memory.
   *
   * @param end as much as is let pass where the maximum is not enforced, unless that is higher
   */
  public long bounded(long end) {
    return switch (mode) {
      case ENFORCE -> maximum;
      case OBSERVE -> Math.max(maximum, end);
      case OFF -> end;
    };
  }

  /** As {@link #bounded}, for what is counted in an {@code int}. */
  public int boundedInt(int end) {
    return (int) Math.min(bounded(end), Integer.MAX_VALUE);
  }

  /** The first value of which is told that the maximum is near: four fifths. */
  public long near() {
    return maximum - maximum / 5;
  }
}
