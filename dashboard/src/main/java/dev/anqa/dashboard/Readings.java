package dev.anqa.dashboard;

import dev.anqa.Endpoint;
import dev.anqa.inspect.Census;
import dev.anqa.limits.Limit;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.PubSubCounts;
import dev.anqa.pubsub.Time;
import dev.anqa.transport.Traffic;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Looks at an endpoint and its JVM; walks over all connections. */
final class Readings implements Supplier<Reading> {
  /** How many routes are told apart. */
  private static final int ROUTES = 20;

  private final Endpoint endpoint;
  private final Time time;

  Readings(Endpoint endpoint, Time time) {
    this.endpoint = endpoint;
    this.time = time;
  }

  @Override
  public Reading get() {
    Census census = Census.take(endpoint.sessions(), time::nanos);
    return new Reading(census.nanos(), time.now(), gauges(census), counters(), routes(census));
  }

  private Map<String, Number> gauges(Census census) {
    Map<String, Number> gauges = new LinkedHashMap<>();
    gauges.put("connections", sum(census.connections()));
    gauges.put(
        "channels", census.channels().values().stream().mapToInt(Census.Channels::count).sum());
    gauges.put(
        "waiting", census.channels().values().stream().mapToLong(Census.Channels::waiting).sum());
    gauges.put(
        "deepest",
        census.channels().values().stream().mapToInt(Census.Channels::deepest).max().orElse(0));
    gauges.put("topics", endpoint.pubsub().topicCount());
    gauges.put("subscriptions", endpoint.pubsub().counts().subscriptions());
    gauges.put("presences", endpoint.presences().stream().mapToInt(Presence::size).sum());
    jvm(gauges);
    return gauges;
  }

  private static int sum(Map<?, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void jvm(Map<String, Number> gauges) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    gauges.put("heap", heap.getUsed());
    gauges.put("heap_max", heap.getMax());
    gauges.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      double load = system.getProcessCpuLoad();
      if (load >= 0) { // Negative while it is not known.
        gauges.put("cpu", Math.round(load * 1000) / 10.0);
      }
    }
  }

  private Map<String, Long> counters() {
    Traffic traffic = endpoint.traffic();
    PubSubCounts pubsub = endpoint.pubsub().counts();
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("messages_in", traffic.messagesReceived());
    counters.put("messages_out", traffic.messagesSent());
    counters.put("bytes_in", traffic.bytesReceived());
    counters.put("bytes_out", traffic.bytesSent());
    counters.put("broadcasts", pubsub.broadcasts());
    counters.put("received", pubsub.received());
    counters.put("deliveries", pubsub.deliveries());
    counters.put("refusals", endpoint.limits().all().stream().mapToLong(Limit::refused).sum());
    return counters;
  }

  private static List<Reading.RouteRow> routes(Census census) {
    return census.channels().entrySet().stream()
        .map(each ->
            new Reading.RouteRow(
                each.getKey().socket(),
                each.getKey().other(),
                each.getValue().count(),
                each.getValue().waiting(),
                each.getValue().deepest()))
        .sorted(Comparator.comparingInt(Reading.RouteRow::channels).reversed())
        .limit(ROUTES)
        .toList();
  }
}
