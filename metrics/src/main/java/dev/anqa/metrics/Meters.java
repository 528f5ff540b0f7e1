package dev.anqa.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Makes meters with the tags that all have, and remembers them. Any thread may call. */
final class Meters {
  /** Upper bounds of the buckets in which times are counted. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final Tags common;
  private final Set<Meter> made = ConcurrentHashMap.newKeySet();

  Meters(MeterRegistry registry, Tags common) {
    this.registry = registry;
    this.common = common;
  }

  /** Nanoseconds since some fixed moment, by the clock of the registry. */
  long nanos() {
    return registry.config().clock().monotonicTime();
  }

  /**
   * The counter of a name and labels, made if it is not there yet.
   *
   * @param labels names and values in turn
   */
  Counter counter(String name, String description, String... labels) {
    Counter counter =
        Counter.builder(name).description(description).tags(common).tags(labels).register(registry);
    made.add(counter);
    return counter;
  }

  /** A counter that something else counts. */
  void counter(
      String name,
      @Nullable String unit,
      String description,
      DoubleSupplier count,
      String... labels) {
    made.add(
        // A counter forgets what it is given, and stands still, once nobody else keeps that.
        FunctionCounter.builder(name, registry, _ -> count.getAsDouble())
            .baseUnit(unit)
            .description(description)
            .tags(common)
            .tags(labels)
            .register(registry));
  }

  /** A number that goes up and down. */
  void gauge(String name, String description, DoubleSupplier value, String... labels) {
    made.add(
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
            .strongReference(true) // Nobody else keeps it.
            .description(description)
            .tags(common)
            .tags(labels)
            .register(registry));
  }

  /** The timer of a name and labels, made if it is not there yet. */
  Timer timer(String name, String description, String... labels) {
    Timer timer =
        Timer.builder(name)
            .serviceLevelObjectives(BUCKETS)
            .description(description)
            .tags(common)
            .tags(labels)
            .register(registry);
    made.add(timer);
    return timer;
  }

  /** Takes all of them out of the registry. */
  void remove() {
    made.forEach(registry::remove);
    made.clear();
  }
}
