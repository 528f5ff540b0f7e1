package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void waitsLongerEachTimeUpToItsBound() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), new Random(3));

    for (int step : new int[] {100, 200, 400, 800, 1_000, 1_000}) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(step / 2), Duration.ofMillis(step));
    }
    backoff.reset();
    assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  @Test
  void spreadsThoseWhoBeginTogether() {
    Random random = new Random(3);

    assertThat(Stream.generate(() -> new Backoff(Duration.ofSeconds(5), random).next()).limit(20))
        .doesNotHaveDuplicates();
  }

  @Test
  void beginsWithItsBoundIfThatIsLess() {
    assertThat(new Backoff(Duration.ofMillis(10), new Random(3)).next())
        .isLessThanOrEqualTo(Duration.ofMillis(10));
  }
}
