package dev.anqa.benchmarks;

import static dev.anqa.benchmarks.Measurement.CPU;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Anqa costs, as a multiple of what {@code rawlimit} does in the same minute. */
final class Musts implements Part {
  private static final int PAIRS = 8;

  /**
   * A kind of work.
   *
   * @param must a higher ratio is too much
   * @param goal where we want to be
   * @param warmUp the arguments of the run that comes first, for the JVM's compiler
   */
  private record Line(
      String key,
      String name,
      double must,
      double goal,
      String arguments,
      String warmUp,
      int seconds) {}

  private static final List<Line> LINES =
      List.of(
          new Line(
              "fanout-1000-w1",
              "fan-out, 1,000 clients, 1 broadcast in flight",
              1.6,
              1.2,
              "fanout --clients 1000 --window 1 --broadcasts 400",
              "fanout --clients 1000 --window 4 --broadcasts 1000",
              70),
          new Line(
              "fanout-1000-w4",
              "the same, 4 in flight",
              1.2,
              0.6,
              "fanout --clients 1000 --window 4 --broadcasts 800",
              "fanout --clients 1000 --window 4 --broadcasts 1000",
              70));

  @Override
  public String name() {
    return "musts";
  }

  @Override
  public List<Step> steps(Length length) {
    return LINES.stream()
        .map(line -> new Step(line.key(), line.seconds(), bench -> measure(line, bench)))
        .toList();
  }

  private static Entry measure(Line line, Bench bench) throws Exception {
    List<String> arguments = List.of(line.arguments().split(" ", -1));
    try (RunningServer limit = Server.rawlimit().start(bench.root());
        RunningServer anqa = Server.lab().start(bench.root())) {
      bench.loadgen().run(anqa, List.of(line.warmUp().split(" ", -1)));
      Rounds pairs =
          Rounds.measure(
              bench.pick(3, PAIRS),
              List.of(
                  () -> bench.loadgen().run(limit, arguments),
                  () -> bench.loadgen().run(anqa, arguments)));
      Map<String, Double> figures = new HashMap<>(pairs.ratios(1, 0, CPU).figures("ratio"));
      figures.put("must", line.must());
      figures.put("goal", line.goal());
      figures.put("pairs", (double) pairs.kept().size());
      figures.put("dropped", (double) pairs.dropped());
      figures.put("cpu_s_per_million", pairs.values(1, CPU).median());
      return new Entry(
          line.key(), Map.of("work", line.name()), figures, Loadgen.command(arguments));
    }
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
