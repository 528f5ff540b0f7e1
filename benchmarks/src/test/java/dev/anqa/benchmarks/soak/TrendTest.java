package dev.anqa.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.anqa.benchmarks.Plot.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class TrendTest {
  private static List<Point> points(IntToDoubleFunction value) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      points.add(new Point(i, value.applyAsDouble(i)));
    }
    return points;
  }

  @Test
  void callsFlatWhatStaysOrFalls() {
    assertThat(Trend.of("a", points(_ -> 7), 0.05)).isEqualTo(new Trend("a", 7, 0, 0.05));
    assertThat(Trend.of("a", points(i -> 100 - i), 0.05).isFlat()).isTrue();
    assertThat(Trend.of("a", List.of(), 0.05).isFlat()).isTrue();
  }

  @Test
  void seesWhatGrows() {
    Trend trend = Trend.of("live", points(i -> 100 + i), 0.05);

    assertThat(trend.growth()).isCloseTo(29 / 114.5, within(1e-9));
    assertThat(trend.isFlat()).isFalse();
    assertThat(trend)
        .hasToString("live: median 114.5, +25.3 % over the time (expected: <= 5 %) GROWS");
  }

  @Test
  void isNotTurnedByOutliers() {
    assertThat(Trend.of("a", points(i -> i > 25 ? 1_000 : 7), 0.05).isFlat()).isTrue();
  }
}
