package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Phoenix's defaults, and row 218. */
final class TrackerOptionsTest {
  private final TrackerOptions options = new TrackerOptions("users");

  @Test
  void hasTheseDefaults() {
    assertThat(options.shards()).isEqualTo(1);
    assertThat(options.broadcastPeriod()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(options.maxSilentPeriods()).isEqualTo(10);
    assertThat(options.downPeriod()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.permdownPeriod()).isEqualTo(Duration.ofMinutes(20));
    assertThat(options.clockSamplePeriods()).isEqualTo(2);
    assertThat(options.maxDeltaSize()).isEqualTo(10_000);
    assertThat(options.permdownOnShutdown()).isFalse();
  }

  @Test
  void derivesTheDownPeriodFromTheOthers() {
    options.broadcastPeriod(Duration.ofMillis(100)).maxSilentPeriods(5);

    assertThat(options.downPeriod()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.downPeriod(Duration.ofSeconds(7)).downPeriod())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void isHeardTwiceInADownPeriodThatIsShort() {
    options.broadcastPeriod(Duration.ofSeconds(1));

    assertThat(options.downPeriod(Duration.ofSeconds(2)).maxSilentPeriods()).isZero();
    assertThat(options.downPeriod(Duration.ofSeconds(4)).maxSilentPeriods()).isEqualTo(1);
    assertThat(options.downPeriod(Duration.ofSeconds(5)).maxSilentPeriods()).isEqualTo(1);
    assertThat(options.downPeriod(Duration.ofMinutes(10)).maxSilentPeriods()).isEqualTo(10);
    assertThat(options.checked().maxSilentPeriods()).isEqualTo(10);
  }

  /** Row 218. */
  @Test
  void refusesADownPeriodBelowTwoBroadcastPeriods() {
    assertThat(options.downPeriod(Duration.ofSeconds(3)).checked()).isNotNull();

    assertThatThrownBy(() -> options.downPeriod(Duration.ofMillis(2_999)).checked())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("downPeriod: PT2.999S (expected: >= PT3S, two broadcast periods)");
  }

  /** Row 218. */
  @Test
  void refusesAPermdownPeriodThatIsNotAboveTheDownPeriod() {
    assertThatThrownBy(() -> options.permdownPeriod(Duration.ofSeconds(30)).checked())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permdownPeriod: PT30S (expected: > PT30S, the down period)");
  }

  @Test
  void refusesWhatIsNotPositive() {
    assertThatThrownBy(() -> options.shards(0)).hasMessage("shards: 0 (expected: > 0)");
    assertThatThrownBy(() -> options.maxSilentPeriods(-1))
        .hasMessage("maxSilentPeriods: -1 (expected: > 0)");
    assertThatThrownBy(() -> options.clockSamplePeriods(0))
        .hasMessage("clockSamplePeriods: 0 (expected: > 0)");
    assertThatThrownBy(() -> options.maxDeltaSize(0)).hasMessage("maxDeltaSize: 0 (expected: > 0)");
    assertThatThrownBy(() -> options.broadcastPeriod(Duration.ZERO))
        .hasMessage("broadcastPeriod: PT0S (expected: > 0)");
    assertThatThrownBy(() -> options.downPeriod(Duration.ZERO))
        .hasMessage("downPeriod: PT0S (expected: > 0)");
    assertThatThrownBy(() -> options.permdownPeriod(Duration.ofSeconds(-1)))
        .hasMessage("permdownPeriod: PT-1S (expected: > 0)");
  }

  @Test
  void doesNotFollowChangesAfterTheStart() {
    TrackerOptions checked = options.checked();
    options.shards(7);

    assertThat(checked.shards()).isEqualTo(1);
  }
}
