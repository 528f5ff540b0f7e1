package dev.anqa.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.channel.Channel;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.testkit.TestEndpoint;
import dev.anqa.testkit.TestSocket;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which event is counted where, and how many series that makes. */
final class EventMetersTest {
  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final TestEndpoint endpoint =
      TestEndpoint.of(
          SocketHandler.anonymous()
              .channel("room:*", () -> (Channel) (_, _, _) -> JoinResult.ok()));
  private final Meters meters = new Meters(registry, Tags.empty());
  private final Gauges gauges = new Gauges(endpoint.sessions(), meters);
  private final EventMeters events = new EventMeters(meters, gauges);

  private void happen(TelemetryEvent... happened) {
    for (TelemetryEvent event : happened) {
      assertThat(events.wants(event.getClass())).isTrue();
      events.handle(event);
    }
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  @Test
  void takesTheTimeOfCallbacks() {
    Samples.all().forEach(this::happen);

    String[] labels = {"socket", "UserSocket", "route", "room:*"};
    for (Timer timer :
        Set.of(
            registry.get("anqa.handle.in").tags(labels).timer(),
            registry.get("anqa.join").tags(labels).tag("outcome", "ok").timer(),
            registry.get("anqa.join").tags(labels).tag("outcome", "refused").timer(),
            registry
                .get("anqa.connect")
                .tags("socket", "UserSocket", "transport", "websocket", "outcome", "ok")
                .timer(),
            registry.get("anqa.connect").tag("outcome", "refused").timer())) {
      assertThat(timer.count()).isEqualTo(1);
      assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          anqa.connection.closes       | code     | 1000               | 1
          anqa.connection.failures     | reason   | socket_crashed     | 1
          anqa.connection.failures     | reason   | connect_crashed    | 1
          anqa.connection.failures     | reason   | no_message         | 1
          anqa.connection.failures     | reason   | slow_consumer      | 1
          anqa.handshake.refusals      | reason   | request            | 1
          anqa.handshake.refusals      | reason   | origin             | 1
          anqa.handshake.refusals      | reason   | subprotocol        | 1
          anqa.handshake.refusals      | reason   | version            | 1
          anqa.handshake.refusals      | reason   | tls                | 1
          anqa.joins.unmatched         | socket   | UserSocket         | 1
          anqa.channel.crashes         | callback | join               | 1
          anqa.channel.crashes         | callback | callback           | 1
          anqa.channel.closes          | reason   | left               | 1
          anqa.dropped.messages        | reason   | binary             | 1
          anqa.dropped.messages        | reason   | slow_consumer      | 6
          anqa.broadcast.failures      | reason   | partition_full     | 1
          anqa.cluster.events          | event    | node_joined        | 1
          anqa.cluster.events          | event    | broadcasts_lost    | 1
          anqa.tracker.events          | event    | replica_up         | 1
          anqa.presence.failures       | hook     | fetch              | 1
          anqa.limit.reached           | stage    | refused            | 4
          anqa.failures                | what     | task               | 1
          anqa.failures                | what     | listener           | 1
          anqa.failures                | what     | request            | 1
          """)
  void counts(String name, String label, String value, double times) {
    Samples.all().forEach(this::happen);

    assertThat(count(name, label, value)).isEqualTo(times);
  }

  @Test
  void countsAsManyAsAnEventTellsOf() {
    Samples.all().forEach(this::happen);

    assertThat(count("anqa.drained.connections")).isEqualTo(5);
    assertThat(count("anqa.cluster.lost.broadcasts")).isEqualTo(3);
  }

  @Test
  void hasASampleOfEachKindThatItCounts() {
    Set<Class<?>> kinds = new HashSet<>();
    Samples.all().forEach(event -> kinds.add(event.getClass()));

    assertThat(kinds).containsExactlyInAnyOrderElementsOf(EventMeters.COUNTED);
    assertThat(events.wants(TelemetryEvent.TransportRequested.class)).isFalse();
  }

  @Test
  void makesNoLabelOfWhatClientsChoose() {
    Random random = new Random(7);
    TestSocket client = endpoint.connect();
    endpoint.telemetry().listen(events);
    Samples.all().forEach(this::happen);
    happen(new TelemetryEvent.SocketClosed(Samples.SOCKET, 4_999, "", Samples.TIME));
    client.join("room:first").leave();
    int series = registry.getMeters().size();

    for (int i = 0; i < 2_000; i++) {
      client.join("room:" + random.nextLong()).leave();
      endpoint.advance(Duration.ofMillis(10)); // A client may not join as often as it likes.
    }
    for (int i = 0; i < 1_000_000; i += 1) {
      String chosen = "room:" + random.nextLong();
      TelemetryEvent[] some =
          Samples.of(chosen, chosen, 3_000 + random.nextInt(2_000)).toArray(TelemetryEvent[]::new);
      events.handle(some[i % some.length]);
      events.handle(some[12]);
    }

    assertThat(registry.get("anqa.handle.in").timer().count()).isGreaterThan(1_000_000);
    assertThat(registry.getMeters()).hasSize(series);
  }

  @ParameterizedTest
  @CsvSource({"1006,1006", "1013,1013", "1004,other", "4000,other"})
  void knowsTheCodesThatHaveASeries(int code, String label) {
    happen(new TelemetryEvent.SocketClosed(Samples.SOCKET, code, "", Samples.TIME));

    assertThat(count("anqa.connection.closes", "code", label)).isEqualTo(1);
  }

  @Test
  void tellsFailuresOfPubSubFromEventsOfItsAdapter() {
    happen(
        new TelemetryEvent.PubSubFailed(new PubSubEvent.SubscriberFull("t")),
        new TelemetryEvent.PubSubFailed(
            new PubSubEvent.FromAdapter(new AdapterEvent.Disconnected("gone"))));

    assertThat(count("anqa.broadcast.failures", "reason", "subscriber_full")).isEqualTo(1);
    assertThat(count("anqa.cluster.events", "event", "disconnected")).isEqualTo(1);
  }

  @Test
  void looksAtTheNodeOnceASecond() {
    endpoint.telemetry().listen(events);
    TestSocket client = endpoint.connect();
    client.join("room:a");
    String[] socket = {"socket", "AnonymousSocket"};
    String[] route = {"socket", "AnonymousSocket", "route", "room:*"};

    assertThat(gauge("anqa.connections", "transport", "websocket")).isEqualTo(1);
    assertThat(gauge("anqa.channels", route)).isEqualTo(1);
    assertThat(gauge("anqa.mailbox.messages", route)).isZero();
    assertThat(gauge("anqa.mailbox.depth", route)).isZero();

    client.close();
    clock.add(Duration.ofMillis(999));
    assertThat(gauge("anqa.connections", socket)).isEqualTo(1);
    clock.add(Duration.ofMillis(1));
    assertThat(gauge("anqa.connections", socket)).isZero();
    assertThat(gauge("anqa.channels", route)).isZero();
  }
}
