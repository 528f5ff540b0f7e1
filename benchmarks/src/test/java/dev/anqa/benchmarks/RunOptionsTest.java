package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RunOptionsTest {
  private static final Part MUSTS = new Musts();
  private static final Part GROWTH = new Growth();
  private static final List<Part> ALL = List.of(MUSTS, GROWTH);

  @Test
  void meansEverythingByItself() {
    RunOptions options = RunOptions.parse(ALL);

    assertThat(options).isEqualTo(new RunOptions(Part.Length.WHOLE, ALL, ""));
    assertThat(options.includes("echo-100x8")).isTrue();
  }

  @Test
  void takesPartsAndSteps() {
    RunOptions options = RunOptions.parse(ALL, "growth", "--short", "--only", "topics");

    assertThat(options.parts()).containsExactly(GROWTH);
    assertThat(options.length()).isEqualTo(Part.Length.SHORT);
    assertThat(options.includes("topics-10")).isTrue();
    assertThat(options.includes("payload-10")).isFalse();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> RunOptions.parse(ALL, "speed"))
        .hasMessage("no part \"speed\" (there are: musts, growth)");
    assertThatThrownBy(() -> RunOptions.parse(ALL, "--only")).hasMessage("--only needs a text");
  }
}
