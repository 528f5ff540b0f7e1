package dev.anqa.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.socket.SocketHandler;
import dev.anqa.testkit.TestEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a node is looked at, and what is told of it; in virtual time. */
final class SamplerTest {
  private final TestEndpoint endpoint = TestEndpoint.of(SocketHandler.anonymous());
  private final List<Sample> published = new ArrayList<>();
  private long messages;
  private Duration lookTakes = Duration.ZERO;
  private final List<RuntimeException> failures = new ArrayList<>();

  /** What the next look throws; null for nothing. */
  private @Nullable RuntimeException thrown;

  private final Sampler sampler =
      new Sampler(endpoint.time(), Runnable::run, this::look, published::add, failures::add);

  private Reading look() {
    endpoint.advance(lookTakes);
    RuntimeException now = thrown;
    thrown = null;
    if (now != null) {
      throw now;
    }
    return new Reading(
        endpoint.time().nanos(),
        endpoint.time().now(),
        Map.of("connections", 3),
        Map.of("messages_in", messages),
        List.of());
  }

  @Test
  void looksAtNothingWhileNobodyWantsIt() {
    endpoint.advance(Duration.ofMinutes(1));

    assertThat(published).isEmpty();
  }

  @Test
  void looksOnceASecondHoweverManyWantIt() {
    sampler.wanted();
    sampler.wanted();
    endpoint.advance(Duration.ofSeconds(3));
    sampler.wanted();

    assertThat(published).hasSize(4); // At once, and three times.
    assertThat(sampler.history()).isEqualTo(published);
  }

  @Test
  void tellsGaugesAsTheyAreAndCountersByTheirRateASecond() {
    sampler.wanted();
    messages = 20;
    endpoint.advance(Duration.ofSeconds(1));

    assertThat(published.getFirst().rates()).isEmpty();
    assertThat(published.getLast().rates()).isEqualTo(Map.of("messages_in", 20.0));
    assertThat(published.getLast().gauges()).isEqualTo(Map.of("connections", 3));
    assertThat(published.getLast().at()).isEqualTo(endpoint.time().now().toEpochMilli());
  }

  @Test
  void goesOnWhileItIsWantedAndStopsAfterwards() {
    sampler.wanted();
    endpoint.advance(Sampler.LEASE.minusSeconds(1));
    sampler.wanted();
    endpoint.advance(Sampler.LEASE.minusMillis(1));
    int looks = published.size();
    endpoint.advance(Duration.ofMinutes(1));

    assertThat(looks).isEqualTo(29); // 14 s, and nearly 15 s more.
    assertThat(published).hasSizeLessThanOrEqualTo(looks + 1);
  }

  @Test
  void countsNoRatesAcrossAPause() {
    sampler.wanted();
    endpoint.advance(Duration.ofMinutes(1));
    published.clear();
    messages = 1_000_000;
    sampler.wanted();

    assertThat(published).singleElement().extracting(Sample::rates).isEqualTo(Map.of());
  }

  @Test
  void looksLessOftenWhereALookTakesLong() {
    lookTakes = Duration.ofMillis(100);
    sampler.wanted();
    endpoint.advance(Duration.ofSeconds(8));

    assertThat(published).hasSizeGreaterThan(3);
    long[] at = published.stream().mapToLong(Sample::at).toArray();
    assertThat(at[1] - at[0]).isEqualTo(1_100); // One that took long may have been a hiccup.
    assertThat(at[2] - at[1]).isEqualTo(2_100);
    assertThat(at[3] - at[2]).isEqualTo(2_100);
    assertThat(published).extracting(Sample::pause).startsWith(1_000L, 2_000L, 2_000L);
  }

  @Test
  void goesOnBehindALookThatFailedAndTellsOfIt() {
    thrown = new IllegalStateException("no heap bean");
    sampler.wanted();
    endpoint.advance(Duration.ofSeconds(1));

    assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(published).hasSize(1);
  }

  @Test
  void restsBehindASlowLookThatFailedAsBehindOthers() {
    lookTakes = Duration.ofMillis(100);
    sampler.wanted();
    thrown = new IllegalStateException("no heap bean");
    endpoint.advance(Duration.ofMillis(1_100));
    assertThat(failures).hasSize(1);
    endpoint.advance(Duration.ofMillis(1_900));

    assertThat(published).hasSize(1);
  }

  @Test
  void keepsFiveMinutesForPagesThatOpen() {
    for (int i = 0; i < 40; i++) {
      sampler.wanted();
      endpoint.advance(Duration.ofSeconds(10));
    }

    assertThat(sampler.history()).hasSize(Sampler.HISTORY).endsWith(published.getLast());
  }

  @Test
  void looksNoMoreWhenItIsClosed() {
    sampler.wanted();
    sampler.close();
    sampler.wanted();
    endpoint.advance(Duration.ofSeconds(5));

    assertThat(published).hasSize(1);
  }
}
