package dev.anqa.benchmarks;

import dev.anqa.benchmarks.Plot.Axis;
import dev.anqa.benchmarks.Plot.Mark;
import dev.anqa.benchmarks.Plot.Point;
import dev.anqa.benchmarks.Plot.Scale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** How long an echo takes at a rate that does not wait for the server, under each collector. */
final class Latency implements Part {
  private static final int CLIENTS = 100;
  private static final int OUTSTANDING = 8;
  private static final int SECONDS = 10;
  private static final int WARM_UP_SECONDS = 2;

  /** In percent of what the server can do. */
  private static final List<Integer> LOADS = List.of(30, 60, 90);

  private static final Map<String, Double> PERCENTILES =
      new TreeMap<>(
          Map.of(
              "p50", 50.0, "p90", 90.0, "p99", 99.0, "p999", 99.9, "p9999", 99.99, "max", 100.0));

  /** A collector of the JVM. */
  private record Collector(String key, String name, String options) {}

  private static final List<Collector> COLLECTORS =
      List.of(
          new Collector("g1", "G1", "-XX:+UseG1GC"),
          new Collector("zgc", "ZGC", "-XX:+UseZGC"),
          new Collector("serial", "Serial", "-XX:+UseSerialGC"));

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public List<Step> steps(Length length) {
    return COLLECTORS.stream()
        .filter(each -> length == Length.WHOLE || each.key().equals("g1"))
        .map(each ->
            new Step(
                each.key(),
                length == Length.WHOLE ? 20 + LOADS.size() * SECONDS : 30,
                bench -> measure(bench, each)))
        .toList();
  }

  private static Entry measure(Bench bench, Collector collector) throws Exception {
    GcLog log = new GcLog(Path.of("benchmarks/target/gc-" + collector.key() + ".log"));
    Files.deleteIfExists(bench.root().resolve(log.file()));
    Server lab = Server.lab("--jvm", collector.options() + " " + log.option());
    Map<String, Double> figures = new LinkedHashMap<>();
    try (RunningServer anqa = lab.start(bench.root());
        OpenLoop clients = new OpenLoop(anqa.port(), lab.path(), CLIENTS)) {
      clients.capacity(OUTSTANDING, bench.pick(5, 10));
      double capacity = clients.capacity(OUTSTANDING, 4);
      figures.put("capacity_per_s", capacity);
      for (int load : LOADS) {
        long lines = log.lines();
        double cpu = anqa.cpuSeconds();
        int seconds = bench.pick(5, SECONDS);
        double rate = capacity * load / 100;
        Histogram latencies = clients.run(rate, seconds, Math.min(WARM_UP_SECONDS, seconds / 3));
        figures.put("cpu_us_" + load, (anqa.cpuSeconds() - cpu) * 1e6 / (rate * seconds));
        PERCENTILES.forEach((name, percent) ->
            figures.put(name + "_us_" + load, latencies.getValueAtPercentile(percent) / 1000.0));
        List<Double> pauses = log.pausesAfter(lines);
        figures.put("pauses_" + load, (double) pauses.size());
        figures.put("pause_max_ms_" + load, pauses.stream().mapToDouble(d -> d).max().orElse(0));
        figures.put("pause_sum_ms_" + load, pauses.stream().mapToDouble(d -> d).sum());
        figures.put("seconds_" + load, (double) seconds);
      }
      figures.put("rss_mib", anqa.rssBytes() / 1048576.0);
    }
    Map<String, String> labels =
        Map.of("collector", collector.name(), "options", collector.options());
    return new Entry(collector.key(), labels, figures, "");
  }

  @Override
  public Report report(List<Entry> entries) {
    Table table =
        new Table(
            "JVM",
            "load",
            "echoes/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "p99.99 ms",
            "max ms",
            "pauses",
            "longest ms",
            "stood still",
            "µs of CPU",
            "RSS MiB");
    Map<String, Plot> plots = new LinkedHashMap<>();
    for (int load : LOADS) {
      Plot plot =
          new Plot(
              "Echo at %s %% of what the server can do".formatted(load),
              new Axis("share of echoes that were faster", Scale.LOG, shares()),
              Axis.log("ms from the moment it was to be sent"));
      for (Entry entry : entries) {
        table.row(row(entry, load));
        plot.line(entry.label("collector"), points(entry, load));
      }
      plots.put("latency-" + load, plot);
    }
    return new Report("Latency at a fixed rate", List.of(table), plots);
  }

  private static String[] row(Entry entry, int load) {
    return new String[] {
      entry.label("collector"),
      load + " %",
      Table.number(Math.rint(entry.figure("capacity_per_s") * load / 100)),
      millis(entry, "p50", load),
      millis(entry, "p99", load),
      millis(entry, "p999", load),
      millis(entry, "p9999", load),
      millis(entry, "max", load),
      Table.number(entry.figure("pauses_" + load)),
      Table.number(entry.figure("pause_max_ms_" + load)),
      Table.number(entry.figure("pause_sum_ms_" + load) / entry.figure("seconds_" + load) / 10)
          + " %",
      Table.number(entry.figure("cpu_us_" + load)),
      Table.number(entry.figure("rss_mib"))
    };
  }

  private static String millis(Entry entry, String percentile, int load) {
    return Table.number(entry.figure(percentile + "_us_" + load) / 1000);
  }

  /** Each further nine as far from the one before. */
  private static List<Mark> shares() {
    return List.of(
        new Mark(2, "50 %"),
        new Mark(10, "90 %"),
        new Mark(100, "99 %"),
        new Mark(1_000, "99.9 %"),
        new Mark(10_000, "99.99 %"));
  }

  private static List<Point> points(Entry entry, int load) {
    return PERCENTILES.entrySet().stream()
        .filter(each -> each.getValue() < 100)
        .sorted(Map.Entry.comparingByValue())
        .map(each ->
            new Point(
                100 / (100 - each.getValue()), entry.figure(each.getKey() + "_us_" + load) / 1000))
        .toList();
  }
}
