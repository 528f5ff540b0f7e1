package dev.anqa.metrics;

import dev.anqa.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

/**
 * The meters of one endpoint; {@code docs/metrics.md} lists them.
 *
 * <pre>{@code
 * PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
 * EndpointMetrics.bind(endpoint, registry);
 * }</pre>
 *
 * <p>Labels are names that the application chose, such as the patterns of routes ({@code room:*}),
 * and words of known few, never what clients choose, such as topics and events: how many series
 * there are does not depend on what clients do.
 *
 * <p>Events are counted on the threads on which they happen, without locks; what can be counted by
 * a look at the node is counted when the registry asks. Any thread may call any method.
 */
public final class EndpointMetrics implements AutoCloseable {
  private final Endpoint endpoint;
  private final Meters meters;
  private final EventMeters events;

  private EndpointMetrics(Endpoint endpoint, Meters meters, EventMeters events) {
    this.endpoint = endpoint;
    this.meters = meters;
    this.events = events;
  }

  /** Binds the meters of an endpoint, from now on. */
  public static EndpointMetrics bind(Endpoint endpoint, MeterRegistry registry) {
    return bind(endpoint, registry, Tags.empty());
  }

  /**
   * Binds the meters of an endpoint, from now on.
   *
   * @param tags for all of them; where a registry has several endpoints, they must differ
   */
  public static EndpointMetrics bind(
      Endpoint endpoint, MeterRegistry registry, Iterable<Tag> tags) {
    Meters meters = new Meters(registry, Tags.of(tags));
    Gauges gauges = new Gauges(endpoint.sessions(), meters);
    NodeMeters.bind(endpoint, meters);
    EventMeters events = new EventMeters(meters, gauges);
    endpoint.telemetry().listen(events); // First, so that nobody comes in between.
    gauges.find(); // Who came before has labels, too.
    return new EndpointMetrics(endpoint, meters, events);
  }

  /** Counts nothing any more, and removes the meters from the registry. */
  @Override
  public void close() {
    endpoint.telemetry().remove(events);
    meters.remove();
  }
}
