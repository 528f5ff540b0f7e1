package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MeasurementTest {
  private static final String LINE =
      "{\"scenario\":\"fanout\",\"wall_s\":4.0,\"server_cpu_s_per_million\":3.25,"
          + "\"other_busy_s\":%s,\"ok\":%s}";

  @Test
  void readsFiguresByName() {
    Measurement measurement = Measurement.parse(LINE.formatted("0.1", "true"));

    assertThat(measurement.ok()).isTrue();
    assertThat(measurement.figure(Measurement.CPU)).isEqualTo(3.25);
    assertThatThrownBy(() -> measurement.figure("latency_p50_us"))
        .hasMessageContaining("no figure latency_p50_us");
  }

  @Test
  void seesWhatDidNotHold() {
    assertThat(Measurement.parse(LINE.formatted("0.1", "false")).ok()).isFalse();
  }

  @Test
  void isDisturbedWhenOthersUsedMoreThanAQuarterOfTheTime() {
    assertThat(Measurement.parse(LINE.formatted("1.0", "true")).disturbed()).isFalse();
    assertThat(Measurement.parse(LINE.formatted("1.01", "true")).disturbed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "loadgen: no publisher", "{\"ok\":1}", "[true]"})
  void refusesWhatTheLoadGeneratorDoesNotPrint(String line) {
    assertThatThrownBy(() -> Measurement.parse(line)).hasMessageContaining("expected: one line");
  }
}
