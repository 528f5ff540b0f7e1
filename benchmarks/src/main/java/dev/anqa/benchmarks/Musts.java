package dev.anqa.benchmarks;

import static dev.anqa.benchmarks.Measurement.CPU;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Anqa costs, as a multiple of what {@code rawlimit} does in the same minute. */
final class Musts implements Part {
  private static final int PAIRS = 8;
  private static final int SHORT_PAIRS = 3;

  /**
   * A line of the table.
   *
   * @param must a higher ratio is too much
   * @param goal where it is to be
   * @param seconds for a pair
   */
  private record Line(Workload work, double must, double goal, int seconds, boolean shortly) {
    static Line of(String key, double must, double goal, int seconds, boolean shortly) {
      return new Line(Workload.of(key), must, goal, seconds, shortly);
    }

    Step step(Length length) {
      int pairs = length == Length.SHORT ? SHORT_PAIRS : PAIRS;
      return new Step(work.key(), 8 + pairs * seconds, this::measure);
    }

    Entry measure(Bench bench) throws Exception {
      try (RunningServer limit = Server.rawlimit().start(bench.root());
          RunningServer anqa = Server.lab().start(bench.root())) {
        work.warmUp(bench, anqa);
        Rounds pairs =
            Rounds.measure(
                bench.pick(SHORT_PAIRS, PAIRS),
                List.of(() -> work.run(bench, limit), () -> work.run(bench, anqa)));
        Map<String, Double> figures = new HashMap<>(pairs.ratios(1, 0, CPU).figures("ratio"));
        figures.put("must", must);
        figures.put("goal", goal);
        figures.put("pairs", (double) pairs.kept().size());
        figures.put("dropped", (double) pairs.dropped());
        figures.put("cpu_s_per_million", pairs.values(1, CPU).median());
        return new Entry(work.key(), Map.of("work", work.name()), figures, work.command());
      }
    }
  }

  private static final List<Line> LINES =
      List.of(
          Line.of("echo-100x8", 2.2, 1.5, 6, true),
          Line.of("echo-1000x1", 1.8, 1.4, 7, false),
          Line.of("fanout-1000-w1", 1.6, 1.2, 5, true),
          Line.of("fanout-1000-w4", 1.2, 0.6, 5, true),
          Line.of("fanout-1000-w16", 0.4, 0.12, 5, false),
          Line.of("fanout-10000-w4", 1.2, 0.7, 12, false),
          Line.of("manytopics", 1.8, 1.2, 6, false),
          Line.of("churn", 4, 2, 11, false),
          Line.of("connect", 4, 2, 8, false));

  @Override
  public String name() {
    return "musts";
  }

  @Override
  public List<Step> steps(Length length) {
    return LINES.stream()
        .filter(line -> length == Length.WHOLE || line.shortly())
        .map(line -> line.step(length))
        .toList();
  }

  @Override
  public Report report(List<Entry> entries) {
    Table table =
        new Table("work", "command", "must", "goal", "measured", "from – to", "pairs", "");
    for (Entry entry : entries) {
      double ratio = entry.figure("ratio");
      table.row(
          entry.label("work"),
          "`" + entry.command() + "`",
          Table.number(entry.figure("must")),
          Table.number(entry.figure("goal")),
          "**" + Table.number(ratio) + "**",
          Table.number(entry.figure("ratio_low"))
              + " – "
              + Table.number(entry.figure("ratio_high")),
          Table.number(entry.figure("pairs")),
          verdict(ratio, entry.figure("must"), entry.figure("goal")));
    }
    return new Report("CPU beside the limit", List.of(table), Map.of());
  }

  static String verdict(double ratio, double must, double goal) {
    return ratio <= goal ? "goal" : ratio <= must ? "must" : "missed";
  }
}
