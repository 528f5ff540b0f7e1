package dev.anqa.benchmarks;

import static dev.anqa.benchmarks.Measurement.CPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private final Deque<Measurement> limit = new ArrayDeque<>();
  private final Deque<Measurement> anqa = new ArrayDeque<>();

  private Rounds measure(int count) throws Exception {
    return Rounds.measure(count, List.<Callable<Measurement>>of(limit::remove, anqa::remove));
  }

  private static Measurement calm(double cpu) {
    return measurement(cpu, 0);
  }

  private static Measurement measurement(double cpu, double others) {
    return Measurement.parse(
        "{\"server_cpu_s_per_million\":%s,\"wall_s\":1,\"other_busy_s\":%s,\"ok\":true}"
            .formatted(cpu, others));
  }

  private void pair(Measurement first, Measurement second) {
    limit.add(first);
    anqa.add(second);
  }

  @Test
  void comparesWhatWasMeasuredInOneRound() throws Exception {
    pair(calm(1), calm(2));
    pair(calm(10), calm(30));
    pair(calm(2), calm(2));

    Rounds rounds = measure(3);

    assertThat(rounds.ratios(1, 0, CPU)).isEqualTo(new Spread(2, 1, 3, 3));
    assertThat(rounds.values(1, CPU)).isEqualTo(new Spread(2, 2, 30, 3));
  }

  @Test
  void measuresAgainWhatWasDisturbed() throws Exception {
    pair(measurement(1, 0.5), calm(9));
    pair(calm(1), measurement(9, 0.5));
    pair(calm(1), calm(2));
    pair(calm(1), calm(2));

    Rounds rounds = measure(2);

    assertThat(rounds.dropped()).isEqualTo(2);
    assertThat(rounds.ratios(1, 0, CPU)).isEqualTo(new Spread(2, 2, 2, 2));
  }

  @Test
  void givesUpAfterTwiceAsMany() {
    for (int i = 0; i < 4; i++) {
      pair(measurement(1, 0.5), calm(1));
    }

    assertThatThrownBy(() -> measure(2)).hasMessageContaining("all of 4 rounds were disturbed");
    assertThat(limit).isEmpty();
  }
}
