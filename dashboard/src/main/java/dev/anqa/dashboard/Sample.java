package dev.anqa.dashboard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pages get of a {@link Reading}.
 *
 * @param at milliseconds since 1970
 * @param gauges by name
 * @param rates what the counters rose by in a second, by name; empty in the first of a row
 * @param routes channels by route
 * @param pause milliseconds until the node is looked at again, if somebody still wants it
 */
record Sample(
    long at,
    Map<String, Number> gauges,
    Map<String, Double> rates,
    List<Reading.RouteRow> routes,
    long pause) {
  /**
   * Counts rates.
   *
   * @param before null if there was no reading shortly before
   */
  static Sample of(@Nullable Reading before, Reading now, Duration pause) {
    Map<String, Double> rates = new LinkedHashMap<>();
    if (before != null && now.nanos() > before.nanos()) {
      double seconds = (now.nanos() - before.nanos()) / 1e9;
      now.counters()
          .forEach((name, count) -> {
            long rise = Math.max(0, count - before.counters().getOrDefault(name, count));
            rates.put(name, Math.round(rise / seconds * 10) / 10.0);
          });
    }
    return new Sample(now.at().toEpochMilli(), now.gauges(), rates, now.routes(), pause.toMillis());
  }
}
