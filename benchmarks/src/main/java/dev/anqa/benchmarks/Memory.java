package dev.anqa.benchmarks;

import dev.anqa.benchmarks.Plot.Axis;
import dev.anqa.benchmarks.Plot.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an idle connection with one channel takes: how much a process that just began grows by. */
final class Memory implements Part {
  private static final int RUNS = 3;

  /** How the JVM is started. */
  private record Profile(String key, String name, String options) {}

  private static final List<Profile> PROFILES =
      List.of(
          new Profile("default", "as the launchers start it", ""),
          new Profile("g1", "G1", "-XX:+UseG1GC"),
          new Profile(
              "small",
              "memory profile",
              "-XX:+UseSerialGC -Xmn8m -XX:TieredStopAtLevel=1 -XX:TrimNativeHeapInterval=1000"));

  private static final List<Integer> CONNECTIONS = List.of(1_000, 5_000, 10_000, 19_000);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Step> steps(Length length) {
    List<Step> steps = new ArrayList<>();
    for (Profile profile : PROFILES) {
      boolean all = length == Length.WHOLE && !profile.key().equals("g1");
      for (int connections : all ? CONNECTIONS : List.of(10_000)) {
        // The figure that there is a must for is measured more than once.
        int runs = length == Length.WHOLE && connections == 10_000 ? RUNS : 1;
        String key = profile.key() + "-" + connections;
        steps.add(
            new Step(key, 10 * runs, bench -> measure(bench, key, profile, connections, runs)));
      }
    }
    return steps;
  }

  private static Entry measure(Bench bench, String key, Profile profile, int connections, int runs)
      throws Exception {
    String arguments = "idle --clients " + connections + " --settle 5";
    List<Measurement> measured = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Server lab =
          profile.options().isEmpty() ? Server.lab() : Server.lab("--jvm", profile.options());
      try (RunningServer anqa = lab.start(bench.root())) {
        measured.add(bench.loadgen().run(anqa, Workload.words(arguments)));
      }
    }
    Rounds rounds = new Rounds(measured.stream().map(List::of).toList(), 0);
    Map<String, Double> figures =
        new LinkedHashMap<>(rounds.values(0, "rss_per_conn_bytes").figures("bytes"));
    figures.put("connections", (double) connections);
    figures.put("before_mib", rounds.values(0, "server_rss_before_mib").median());
    figures.put("settled_mib", rounds.values(0, "server_rss_settled_mib").median());
    figures.put("kernel_mib", rounds.values(0, "kernel_tcp_mem_growth_mib").median());
    figures.put("runs", (double) runs);
    Map<String, String> labels = Map.of("profile", profile.name(), "options", profile.options());
    return new Entry(key, labels, figures, Loadgen.command(Workload.words(arguments)));
  }

  @Override
  public Report report(List<Entry> entries) {
    Table table =
        new Table(
            "JVM",
            "connections",
            "kB each",
            "from – to",
            "MiB before",
            "MiB after",
            "kernel, both ends",
            "runs");
    Plot each =
        new Plot(
            "Memory for each idle connection",
            Axis.log("connections"),
            Axis.linear("kB of RSS, on a fresh JVM"));
    Plot all =
        new Plot(
            "Memory of the process", Axis.linear("idle connections"), Axis.linear("MiB of RSS"));
    Map<String, List<Entry>> byProfile = new LinkedHashMap<>();
    for (Entry entry : entries) {
      byProfile.computeIfAbsent(entry.label("profile"), _ -> new ArrayList<>()).add(entry);
      table.row(
          entry.label("profile"),
          Table.number(entry.figure("connections")),
          Table.number(entry.figure("bytes") / 1000),
          Table.number(entry.figure("bytes_low") / 1000)
              + " – "
              + Table.number(entry.figure("bytes_high") / 1000),
          Table.number(entry.figure("before_mib")),
          Table.number(entry.figure("settled_mib")),
          Table.number(entry.figure("kernel_mib")),
          Table.number(entry.figure("runs")));
    }
    byProfile.forEach((profile, found) -> {
      each.line(profile, points(found, "bytes", 1000));
      all.line(profile, points(found, "settled_mib", 1));
    });
    return new Report(
        "Memory",
        List.of(table),
        new TreeMap<>(Map.of("memory-connection", each, "memory-process", all)));
  }

  private static List<Point> points(List<Entry> entries, String figure, double unit) {
    return entries.stream()
        .map(entry -> new Point(entry.figure("connections"), entry.figure(figure) / unit))
        .toList();
  }
}
