package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.benchmarks.Part.Length;
import dev.anqa.benchmarks.Part.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PartsTest {
  static List<Part> parts() {
    return Run.PARTS;
  }

  @ParameterizedTest
  @MethodSource("parts")
  void hasStepsThatCanBeToldApart(Part part) {
    List<String> keys = part.steps(Length.WHOLE).stream().map(Step::key).toList();

    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[\\w.-]+"));
    assertThat(part.steps(Length.SHORT)).extracting(Step::key).isSubsetOf(keys);
  }

  @Test
  void takesThreeMinutesShortly() {
    int seconds =
        Run.PARTS.stream()
            .filter(Part::inShortRuns)
            .flatMap(part -> part.steps(Length.SHORT).stream())
            .mapToInt(Step::seconds)
            .sum();

    assertThat(seconds).isLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"1.5, goal", "1.51, must", "2.2, must", "2.21, missed"})
  void judgesByMustAndGoal(double ratio, String verdict) {
    assertThat(Musts.verdict(ratio, 2.2, 1.5)).isEqualTo(verdict);
  }

  @Test
  void keepsEntriesOfEarlierRuns(@TempDir Path folder) throws IOException {
    Part musts = new Musts();
    Results results = new Results(folder);
    Entry echo = must("echo-100x8", 1.9);

    results.keep(musts, must("churn", 2.1));
    results.keep(musts, must("echo-100x8", 7.0));
    results.keep(musts, echo);

    assertThat(new Results(folder).entries(musts)).containsExactly(echo, must("churn", 2.1));
  }

  @Test
  void writesTablesOfWhatThereIs(@TempDir Path folder) throws IOException {
    Part musts = new Musts();
    Results results = new Results(folder);
    results.keep(musts, must("echo-100x8", 1.9));

    results.write(Run.PARTS);

    assertThat(Files.readString(folder.resolve("results.md")))
        .contains("| echo-100x8 | `loadgen echo` | 2.20 | 1.50 | **1.90** | 1.80 – 2 | 8 | must |")
        .doesNotContain("Memory");
    assertThat(Files.readString(folder.resolve("results.json"))).contains("\"ratio\" : 1.9");
  }

  @Test
  void drawsHowCostGrows() {
    List<Entry> entries = List.of(grown(100), grown(1_000));

    Report report = new Growth().report(entries);

    assertThat(report.markdown()).contains("| 1,000 | 1 in flight | 3 | 2 | 1.50 |");
    assertThat(Svg.draw(report.plots().get("growth-subscribers-latency"))).contains("p99.9");
  }

  private static Entry must(String key, double ratio) {
    return new Entry(
        key,
        Map.of("work", key),
        Map.of(
            "ratio",
            ratio,
            "ratio_low",
            1.8,
            "ratio_high",
            2.0,
            "must",
            2.2,
            "goal",
            1.5,
            "pairs",
            8.0),
        "loadgen echo");
  }

  private static Entry grown(double x) {
    return new Entry(
        "subscribers-" + (int) x,
        Map.of(
            "curve",
            "subscribers",
            "title",
            "Fan-out",
            "unit",
            "subscribers",
            "line",
            "1 in flight"),
        Map.of(
            "x",
            x,
            "anqa_us",
            3.0,
            "limit_us",
            2.0,
            "ratio",
            1.5,
            "p50_us",
            100.0,
            "p99_us",
            200.0,
            "p999_us",
            300.0,
            "rss_mib",
            90.0),
        "");
  }
}
