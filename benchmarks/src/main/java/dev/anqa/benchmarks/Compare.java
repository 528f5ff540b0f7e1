package dev.anqa.benchmarks;

import static dev.anqa.benchmarks.Measurement.CPU;

import java.nio.file.Path;
import java.util.List;

/**
 * Compares two builds of Anqa; what {@code benchmarks/compare} starts. Its arguments are a
 * directory and a name for each, and how many pairs, and maybe a text: only the work that has it in
 * its name is done.
 */
final class Compare {
  private Compare() {}

  static void main(String... args) throws Exception {
    Path root = Path.of("").toAbsolutePath();
    Bench bench = Bench.of(root, Part.Length.WHOLE);
    Path before = Path.of(args[0]);
    Path after = Path.of(args[2]);
    int pairs = Integer.parseInt(args[4]);
    String only = args.length > 5 ? args[5] : "";
    List<Workload> works = Workload.ALL.stream().filter(work -> work.key().contains(only)).toList();
    Table table =
        new Table("work", args[1] + " µs", args[3] + " µs", "ratio", "from – to", "pairs");
    for (Workload work : works) {
      System.err.println("benchmarks: " + work.key());
      try (RunningServer first = Server.lab().start(before);
          RunningServer second = Server.lab().start(after)) {
        work.warmUp(bench, first);
        work.warmUp(bench, second);
        Rounds rounds =
            Rounds.measure(
                pairs, List.of(() -> work.run(bench, first), () -> work.run(bench, second)));
        Spread ratio = rounds.ratios(1, 0, CPU);
        table.row(
            work.name(),
            Table.number(rounds.values(0, CPU).median()),
            Table.number(rounds.values(1, CPU).median()),
            "**" + Table.number(ratio.median()) + "**",
            Table.number(ratio.low()) + " – " + Table.number(ratio.high()),
            String.valueOf(ratio.count()));
      }
    }
    System.out.print(table.markdown());
  }
}
