package dev.anqa.inspect;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be traced, and for how long: a trace ends when the first of its bounds is reached.
 *
 * <pre>{@code
 * TraceSpec.next(100).kinds(TraceKind.SUBSCRIBE).topic("room:*")
 * }</pre>
 *
 * @param count so many events, 1 to {@value #MAX_COUNT}
 * @param within so long, up to an hour; a minute by default
 * @param maxBytes so many bytes of payloads, up to {@value #MAX_BYTES}; 1 MiB by default
 * @param kinds of these kinds; all by default
 * @param topic on this topic, or with {@code *} at its end, on those that begin so; null for all
 * @param except not on topics that begin so; null for no exception
 * @param filter of these connections; all by default
 */
public record TraceSpec(
    int count,
    Duration within,
    long maxBytes,
    Set<TraceKind> kinds,
    @Nullable String topic,
    @Nullable String except,
    SocketFilter filter) {
  /** The largest number of events. */
  public static final int MAX_COUNT = 10_000;

  /** The largest number of bytes. */
  public static final int MAX_BYTES = 16 << 20;

  static final Duration MAX_WITHIN = Duration.ofHours(1);

  /** Checks the bounds. */
  public TraceSpec {
    require("count", count, count >= 1 && count <= MAX_COUNT, "1 to " + MAX_COUNT);
    require("maxBytes", maxBytes, maxBytes >= 1 && maxBytes <= MAX_BYTES, "1 to " + MAX_BYTES);
    require(
        "within",
        within,
        within.isPositive() && within.compareTo(MAX_WITHIN) <= 0,
        "> 0 and <= " + MAX_WITHIN);
    require("kinds", kinds, !kinds.isEmpty(), "at least one");
    int star = topic == null ? -1 : topic.indexOf('*');
    require(
        "topic",
        topic,
        topic == null || star < 0 || star == topic.length() - 1,
        "a topic, or a prefix that ends in one *, such as room:*");
    kinds = Set.copyOf(kinds);
  }

  private static void require(String name, @Nullable Object value, boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, expected));
    }
  }

  /** The next events, whatever they are. */
  public static TraceSpec next(int count) {
    return new TraceSpec(
        count,
        Duration.ofMinutes(1),
        1 << 20,
        EnumSet.allOf(TraceKind.class),
        null,
        null,
        SocketFilter.all());
  }

  /** The same, for so long. */
  public TraceSpec within(Duration time) {
    return new TraceSpec(count, time, maxBytes, kinds, topic, except, filter);
  }

  /** The same, with so many bytes of payloads. */
  public TraceSpec maxBytes(long bytes) {
    return new TraceSpec(count, within, bytes, kinds, topic, except, filter);
  }

  /** The same, of these kinds. */
  public TraceSpec kinds(TraceKind... some) {
    return new TraceSpec(count, within, maxBytes, Set.of(some), topic, except, filter);
  }

  /** The same, on a topic, or with {@code *} at its end, on those that begin so. */
  public TraceSpec topic(String pattern) {
    return new TraceSpec(count, within, maxBytes, kinds, pattern, except, filter);
  }

  /**
   * The same, but nothing on topics that begin so: whoever shows a trace to a client does not want
   * to see that in it.
   */
  public TraceSpec except(String prefix) {
    return new TraceSpec(count, within, maxBytes, kinds, topic, prefix, filter);
  }

  /** The same, of these connections. */
  public TraceSpec of(SocketFilter connections) {
    return new TraceSpec(count, within, maxBytes, kinds, topic, except, connections);
  }

  boolean fits(@Nullable String of) {
    if (except != null && of != null && of.startsWith(except)) {
      return false;
    }
    if (topic == null) {
      return true;
    }
    return topic.endsWith("*")
        ? of != null && of.regionMatches(0, topic, 0, topic.length() - 1)
        : topic.equals(of);
  }
}
