package dev.anqa.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.inspect.SocketFilter;
import dev.anqa.inspect.TraceKind;
import dev.anqa.inspect.TraceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page may have traced. */
final class TraceQuestionTest {
  @Test
  void tracesAHundredEventsForAMinuteButNothingOfDashboards() {
    TraceSpec spec = TraceQuestion.spec(Map.of());

    assertThat(spec.count()).isEqualTo(100);
    assertThat(spec.within()).isEqualTo(Duration.ofMinutes(1));
    assertThat(spec.kinds()).containsExactlyInAnyOrder(TraceKind.values());
    assertThat(spec.filter()).isEqualTo(SocketFilter.all());
    assertThat(spec.topic()).isNull();
    assertThat(spec.except()).isEqualTo("anqa:dashboard");
  }

  @Test
  void takesWhatThePageWants() {
    TraceSpec spec =
        TraceQuestion.spec(
            Map.of(
                "kinds",
                List.of("join", "handle_in"),
                "topic",
                "room:*",
                "id",
                "us:1",
                "peer",
                "10.0.0.1",
                "connection",
                7,
                "count",
                10,
                "seconds",
                600));

    assertThat(spec.kinds()).containsExactlyInAnyOrder(TraceKind.JOIN, TraceKind.HANDLE_IN);
    assertThat(spec.topic()).isEqualTo("room:*");
    assertThat(spec.filter()).isEqualTo(new SocketFilter("us:1", "10.0.0.1", null, 7L));
    assertThat(spec.count()).isEqualTo(10);
    assertThat(spec.within()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @MethodSource
  void refusesWhatHasNoBounds(Map<String, Object> params, String message) {
    assertThatThrownBy(() -> TraceQuestion.spec(params))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  static List<Arguments> refusesWhatHasNoBounds() {
    return List.of(
        Arguments.of(Map.of("count", 1_001), "count: 1001 (expected: a number from 1 to 1000)"),
        Arguments.of(Map.of("count", "7"), "count: 7 (expected: a number from 1 to 1000)"),
        Arguments.of(Map.of("seconds", 601), "seconds: 601 (expected: a number from 1 to 600)"),
        Arguments.of(Map.of("kinds", List.of("jion")), "kinds: [jion] (expected: some of connect"),
        Arguments.of(Map.of("topic", "a*b"), "topic: a*b (expected: a topic, or a prefix"));
  }
}
