package dev.anqa.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryEvent.LimitStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a limit lets pass, counts and tells. */
final class LimitTest {
  private final StillTime time = new StillTime();
  private final Telemetry telemetry = new Telemetry();
  private final List<TelemetryEvent.LimitReached> told = new ArrayList<>();
  private final Limits limits = new Limits(new LimitOptions(), telemetry, time);

  @BeforeEach
  void listen() {
    telemetry.listen(event -> told.add((TelemetryEvent.LimitReached) event));
  }

  private Limit of(Cap cap) {
    return limits.add("things", "/socket", "Options.things", cap);
  }

  private static boolean oneMore(Limit limit, long than) {
    return limit.allows(than, than + 1, "somebody");
  }

  @Test
  void letsAsManyPassAsItSaysAndRefusesOneMore() {
    Limit limit = of(Cap.enforce(10));

    assertThat(oneMore(limit, 9)).isTrue();
    assertThat(oneMore(limit, 10)).isFalse();

    assertThat(limit.refused()).isEqualTo(1);
    assertThat(limit.observed()).isZero();
    assertThat(told)
        .containsExactly(
            new TelemetryEvent.LimitReached(
                "things", "/socket", 11, 10, "Options.things", LimitStage.REFUSED, "somebody", 1));
    assertThat(limit.refusal(11).text())
        .isEqualTo("things: 11 (allowed: 10). Option: Options.things");
    assertThat(limit.refusal(11).json("no"))
        .isEqualTo(
            "{\"reason\":\"no\",\"limit\":\"things\",\"value\":11,\"maximum\":10,"
                + "\"option\":\"Options.things\"}");
  }

  @Test
  void letsEverythingPassWhereItObserves() {
    Limit limit = of(Cap.observe(10));

    assertThat(oneMore(limit, 9)).isTrue();
    assertThat(oneMore(limit, 10)).isTrue();

    assertThat(limit.observed()).isEqualTo(1);
    assertThat(limit.refused()).isZero();
    assertThat(told)
        .extracting(TelemetryEvent.LimitReached::stage)
        .containsExactly(LimitStage.OBSERVED);
  }

  @Test
  void doesNothingWhereItIsOff() {
    Limit limit = of(Cap.off());

    assertThat(limit.allows(Long.MAX_VALUE - 1, Long.MAX_VALUE, null)).isTrue();

    assertThat(told).isEmpty();
    assertThat(limit.observed()).isZero();
  }

  @Test
  void tellsOfFourFifthsWhenTheyArePassedAndNotOfEachValueAbove() {
    Limit limit = of(Cap.enforce(10));

    for (long value = 0; value < 10; value++) {
      time.pass(Duration.ofSeconds(2));
      assertThat(oneMore(limit, value)).isTrue();
    }
    assertThat(told)
        .extracting(TelemetryEvent.LimitReached::stage)
        .containsExactly(LimitStage.NEAR);
    assertThat(told.getFirst().value()).isEqualTo(8);

    time.pass(Duration.ofSeconds(2));
    assertThat(oneMore(limit, 7)).isTrue(); // It had fallen, and passes the mark again.
    assertThat(told).hasSize(2);
  }

  @Test
  void tellsOnceASecondAndHowManyThereWere() {
    Limit limit = of(Cap.enforce(1));
    for (int i = 0; i < 1_000; i++) {
      assertThat(oneMore(limit, 1)).isFalse();
    }
    assertThat(told).hasSize(1);

    time.pass(Duration.ofSeconds(1));
    assertThat(oneMore(limit, 1)).isFalse();

    assertThat(told).extracting(TelemetryEvent.LimitReached::count).containsExactly(1L, 1_000L);
    assertThat(limit.refused()).isEqualTo(1_001);
  }

  @Test
  void isChangedWhileItIsInUse() {
    Limit limit = of(Cap.enforce(1));
    assertThat(oneMore(limit, 1)).isFalse();

    limits.find("things", "/socket").orElseThrow().set(Cap.enforce(2));

    assertThat(oneMore(limit, 1)).isTrue();
    assertThat(oneMore(limit, 2)).isFalse();
    assertThat(limits.find("things", "/other")).isEmpty();
  }

  @Test
  void isNeverBelowOne() {
    assertThatThrownBy(() -> Cap.observe(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maximum: 0 (expected: > 0)");
    assertThatThrownBy(() -> new LimitOptions().connections(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("connections: -1 (expected: > 0)");
  }

  @Test
  void hasDefaultsThatNoClientOfPhoenixMeets() {
    LimitOptions options = new LimitOptions();

    assertThat(options.connections()).isEqualTo(Cap.enforce(100_000));
    assertThat(options.connectionsPerAddress()).isEqualTo(Cap.enforce(10_000));
    assertThat(options.handshakesPerSecond()).isEqualTo(Cap.enforce(2_000));
    assertThat(options.handshakesPerSecondPerAddress()).isEqualTo(Cap.enforce(500));
    assertThat(options.pendingBytes()).isEqualTo(Cap.enforce(Runtime.getRuntime().maxMemory() / 4));
    assertThat(options.proxies().header()).isEmpty();
  }

  @Test
  void refusesASecondOneOfTheSameNameAndScope() {
    of(Cap.off());
    limits.add("things", "/other", "Options.things", Cap.off());

    assertThatThrownBy(() -> of(Cap.enforce(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "limit: \"things\" of scope \"/socket\" is there already (expected: one of a name and"
                + " scope). Write: limits.add(\"things\", limits.unusedScope(\"/socket\"), …)");
  }

  @Test
  void findsAScopeThatNoLimitHas() {
    assertThat(limits.unusedScope("/socket")).isEqualTo("/socket");
    of(Cap.off());
    assertThat(limits.unusedScope("/socket")).isEqualTo("/socket #2");
    limits.add("things", "/socket #2", "Options.things", Cap.off());
    assertThat(limits.unusedScope("/socket")).isEqualTo("/socket #3");
  }
}
