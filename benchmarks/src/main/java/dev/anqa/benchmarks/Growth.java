package dev.anqa.benchmarks;

import static dev.anqa.benchmarks.Measurement.CPU;

import dev.anqa.benchmarks.Plot.Axis;
import dev.anqa.benchmarks.Plot.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How cost, latency and memory grow with what there is more of. */
final class Growth implements Part {
  private static final int PAIRS = 3;
  private static final int SHORT_PAIRS = 1;

  /**
   * What grows.
   *
   * @param unit of the axis
   */
  private record Curve(String key, String title, String unit) {}

  /**
   * A point of a curve.
   *
   * @param line the points of one name are joined
   * @param shortly whether a short run has it
   */
  private record Spot(
      Curve curve, String line, double x, String arguments, String jvm, boolean shortly) {
    String key() {
      return "%s-%s-%s"
          .formatted(curve.key(), line.replaceAll("\\W+", "-"), Table.number(x).replace(",", ""));
    }

    Step step(Length length) {
      int pairs = length == Length.SHORT ? SHORT_PAIRS : PAIRS;
      return new Step(key(), 6 + 5 * pairs, this::measure);
    }

    private String warmUp() {
      return switch (Workload.words(arguments).getFirst()) {
        case "echo" -> Workload.ECHO_WARM_UP;
        case "manytopics" -> Workload.of("manytopics").warmUp();
        default -> Workload.FANOUT_WARM_UP;
      };
    }

    Entry measure(Bench bench) throws Exception {
      List<String> words = Workload.words(arguments);
      Server lab = jvm.isEmpty() ? Server.lab() : Server.lab("--jvm", jvm);
      try (RunningServer limit = Server.rawlimit().start(bench.root());
          RunningServer anqa = lab.start(bench.root())) {
        bench.loadgen().run(anqa, Workload.words(warmUp()));
        Rounds pairs =
            Rounds.measure(
                bench.pick(SHORT_PAIRS, PAIRS),
                List.of(
                    () -> bench.loadgen().run(limit, words),
                    () -> bench.loadgen().run(anqa, words)));
        Map<String, Double> figures = new LinkedHashMap<>(pairs.ratios(1, 0, CPU).figures("ratio"));
        figures.put("x", x);
        figures.put("limit_us", pairs.values(0, CPU).median());
        figures.put("anqa_us", pairs.values(1, CPU).median());
        for (String name : List.of("p50", "p99", "p999")) {
          figures.put(name + "_us", pairs.values(1, "latency_" + name + "_us").median());
        }
        figures.put("rss_mib", pairs.values(1, "server_rss_after_mib").median());
        figures.put("pairs", (double) pairs.kept().size());
        Map<String, String> labels =
            Map.of(
                "curve", curve.key(), "title", curve.title(), "unit", curve.unit(), "line", line);
        return new Entry(key(), labels, figures, Loadgen.command(words));
      }
    }
  }

  private static final List<Spot> SPOTS = new Spots().all();

  /** The points of all curves. */
  private static final class Spots {
    private final List<Spot> all = new ArrayList<>();

    List<Spot> all() {
      Curve subscribers = new Curve("subscribers", "Fan-out by subscribers", "subscribers");
      for (int window : new int[] {1, 4}) {
        for (int clients : new int[] {100, 1_000, 10_000, 19_000}) {
          fanout(subscribers, window + " in flight", clients, clients, window, 64);
        }
      }
      Curve payload = new Curve("payload", "Fan-out to 1,000 by payload", "bytes of payload");
      for (int bytes : new int[] {21, 256, 1_024, 8_192, 65_536}) {
        fanout(payload, "1 in flight", bytes, 1_000, 1, bytes);
      }
      Curve topics = new Curve("topics", "Broadcasts to 4 by topics", "topics");
      topics(topics, 1, 4, 1);
      topics(topics, 10, 40, 1);
      topics(topics, 100, 400, 1);
      topics(topics, 1_000, 400, 10);
      topics(topics, 10_000, 1_000, 40);
      topics(topics, 100_000, 2_000, 200);
      Curve loops = new Curve("loops", "By event loops", "loops");
      for (int count : new int[] {1, 2}) {
        String jvm = "-XX:ActiveProcessorCount=" + count;
        String fanout = "fanout --clients 1000 --window 4 --broadcasts 1000000 --duration 1.5";
        String echo = "echo --clients 1000 --duration 1.5";
        all.add(new Spot(loops, "fan-out", count, fanout, jvm, false));
        all.add(new Spot(loops, "echo", count, echo, jvm, false));
      }
      return List.copyOf(all);
    }

    private void fanout(Curve curve, String line, double x, int clients, int window, int payload) {
      String arguments =
          "fanout --clients %s --window %s --payload %s --broadcasts 1000000 --duration 1.5"
              .formatted(clients, window, payload);
      boolean shortly = curve.key().equals("subscribers") && window == 1 && clients <= 1_000;
      all.add(new Spot(curve, line, x, arguments, "", shortly));
    }

    private void topics(Curve curve, int topics, int clients, int joins) {
      String arguments =
          "manytopics --clients %s --topics %s --joins %s --window 4 --broadcasts 1000000 --duration 1.5"
              .formatted(clients, topics, joins);
      all.add(new Spot(curve, "4 in flight", topics, arguments, "", false));
    }
  }

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public List<Step> steps(Length length) {
    return SPOTS.stream()
        .filter(spot -> length == Length.WHOLE || spot.shortly())
        .map(spot -> spot.step(length))
        .toList();
  }

  @Override
  public Report report(List<Entry> entries) {
    Map<String, List<Entry>> byCurve = new LinkedHashMap<>();
    for (Entry entry : entries) {
      byCurve.computeIfAbsent(entry.label("curve"), _ -> new ArrayList<>()).add(entry);
    }
    List<Table> tables = new ArrayList<>();
    Map<String, Plot> plots = new TreeMap<>();
    byCurve.forEach((curve, found) -> {
      tables.add(table(found));
      // Two points are a table, not a plot.
      if (!curve.equals("loops")) {
        plots.put("growth-" + curve + "-cost", cost(found));
        plots.put("growth-" + curve + "-latency", latency(found));
        plots.put("growth-" + curve + "-memory", memory(found));
      }
    });
    return new Report("How cost grows", tables, plots);
  }

  private static Table table(List<Entry> entries) {
    Entry first = entries.getFirst();
    Table table =
        new Table(
            first.label("unit"),
            first.label("title"),
            "µs of CPU each",
            "rawlimit",
            "ratio",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "RSS MiB");
    for (Entry entry : entries) {
      table.row(
          Table.number(entry.figure("x")),
          entry.label("line"),
          Table.number(entry.figure("anqa_us")),
          Table.number(entry.figure("limit_us")),
          Table.number(entry.figure("ratio")),
          Table.number(entry.figure("p50_us") / 1000),
          Table.number(entry.figure("p99_us") / 1000),
          Table.number(entry.figure("p999_us") / 1000),
          Table.number(entry.figure("rss_mib")));
    }
    return table;
  }

  private static Plot cost(List<Entry> entries) {
    Plot plot = plot(entries, "cost of a delivery", Axis.linear("µs of the server's CPU"));
    byLine(entries)
        .forEach((line, found) -> {
          plot.line("Anqa, " + line, points(found, "anqa_us", 1));
          plot.line("rawlimit, " + line, points(found, "limit_us", 1));
        });
    return plot;
  }

  private static Plot latency(List<Entry> entries) {
    String line = entries.getFirst().label("line");
    List<Entry> found = entries.stream().filter(e -> e.label("line").equals(line)).toList();
    return plot(entries, "latency, " + line, Axis.log("ms from publish to receipt"))
        .line("p99.9", points(found, "p999_us", 1000))
        .line("p99", points(found, "p99_us", 1000))
        .line("p50", points(found, "p50_us", 1000));
  }

  private static Plot memory(List<Entry> entries) {
    Plot plot = plot(entries, "memory", Axis.linear("MiB of RSS"));
    byLine(entries).forEach((line, found) -> plot.line(line, points(found, "rss_mib", 1)));
    return plot;
  }

  private static Plot plot(List<Entry> entries, String what, Axis y) {
    Entry first = entries.getFirst();
    return new Plot(first.label("title") + ": " + what, Axis.log(first.label("unit")), y);
  }

  private static Map<String, List<Entry>> byLine(List<Entry> entries) {
    Map<String, List<Entry>> lines = new LinkedHashMap<>();
    for (Entry entry : entries) {
      lines.computeIfAbsent(entry.label("line"), _ -> new ArrayList<>()).add(entry);
    }
    return lines;
  }

  private static List<Point> points(List<Entry> entries, String figure, double unit) {
    return entries.stream().map(e -> new Point(e.figure("x"), e.figure(figure) / unit)).toList();
  }
}
