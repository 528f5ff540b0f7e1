package dev.anqa.benchmarks.peers;

import dev.anqa.benchmarks.Bench;
import dev.anqa.benchmarks.Entry;
import dev.anqa.benchmarks.Loadgen;
import dev.anqa.benchmarks.Measurement;
import dev.anqa.benchmarks.Part;
import dev.anqa.benchmarks.Report;
import dev.anqa.benchmarks.Rounds;
import dev.anqa.benchmarks.RunningServer;
import dev.anqa.benchmarks.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Other servers beside Anqa: the same work, driven and checked by the same program, in turn and on
 * the same machine.
 */
public final class Peers implements Part {
  /** Messages that a second of CPU is enough for. */
  static final String PER_CPU_SECOND = "per_cpu_s";

  /** CPU for a message, Anqa's being 1. */
  static final String TO_ANQA = "cpu_to_anqa";

  static final String P50 = "latency_p50_us";
  static final String P99 = "latency_p99_us";
  static final String RSS = "server_rss_before_mib";
  static final String PER_CONNECTION = "rss_per_conn_bytes";

  /** Seconds that each server is driven before it is measured, for the compilers of JVM and V8. */
  private static final int WARM_UP = 5;

  private static final String FANOUT = "fanout --clients 1000 --broadcasts 100000";
  private static final String ECHO = "echo --warmup-s 0.3";

  /**
   * What all are asked to do.
   *
   * @param warmUp what is done before: the same, but busy
   */
  private record Work(String key, String arguments, String warmUp) {}

  private static final List<Work> WORKS =
      List.of(
          new Work("fanout-4", FANOUT + " --window 4", FANOUT + " --window 4"),
          new Work("fanout-1", FANOUT + " --window 1", FANOUT + " --window 4"),
          new Work(
              "echo-8",
              ECHO + " --clients 100 --outstanding 8",
              ECHO + " --clients 100 --outstanding 8"),
          new Work("echo-1", ECHO + " --clients 1", ECHO + " --clients 100 --outstanding 8"));

  private final List<Peer> peers;

  /** With Phoenix, when the environment says where it is. */
  public Peers() {
    this(Peer.all(System.getenv()));
  }

  Peers(List<Peer> peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "peers";
  }

  /** It downloads the peers. */
  @Override
  public boolean inShortRuns() {
    return false;
  }

  @Override
  public List<Step> steps(Length length) {
    List<Step> steps = new ArrayList<>();
    for (Work work : WORKS) {
      steps.add(new Step(work.key(), 150, bench -> messages(bench, work)));
    }
    steps.add(new Step("memory", 150, this::memory));
    return steps;
  }

  /** Drives all in turn, again and again. */
  private Entry messages(Bench bench, Work work) throws Exception {
    List<String> warmUp = words(work.warmUp() + " --duration " + bench.pick(2, WARM_UP));
    List<String> scenario = words(work.arguments() + " --duration 1");
    try (var field = Field.start(bench, peers, warmUp)) {
      Rounds rounds = Rounds.measure(bench.pick(2, 5), field.runs(scenario));
      return new Entry(
          work.key(),
          labels(field.leftOut()),
          figures(field.names(), rounds),
          Loadgen.command(scenario));
    }
  }

  /** By {@code NAME.FIGURE}. */
  static Map<String, Double> figures(List<String> names, Rounds rounds) {
    Map<String, Double> figures = new HashMap<>();
    figures.put("rounds", (double) rounds.kept().size());
    figures.put("dropped", (double) rounds.dropped());
    int anqa = names.indexOf("Anqa");
    for (int i = 0; i < names.size(); i++) {
      int at = i;
      String name = names.get(i) + ".";
      List<Double> perSecond =
          rounds.kept().stream().map(round -> 1e6 / round.get(at).figure(Measurement.CPU)).toList();
      figures.putAll(Spread.of(perSecond).figures(name + PER_CPU_SECOND));
      if (anqa >= 0) {
        figures.putAll(rounds.ratios(i, anqa, Measurement.CPU).figures(name + TO_ANQA));
      }
      for (String latency : List.of(P50, P99)) {
        figures.putAll(rounds.values(i, latency).figures(name + latency));
      }
    }
    return figures;
  }

  /** What idle connections hold of a process that has done nothing else. */
  private Entry memory(Bench bench) throws InterruptedException {
    List<String> idle = words("idle --settle 2 --clients " + bench.pick(1000, 5000));
    Map<String, Double> figures = new HashMap<>();
    Map<String, String> leftOut = new HashMap<>();
    for (Peer peer : peers) {
      List<Measurement> rounds = new ArrayList<>();
      try {
        while (rounds.size() < bench.pick(1, 3)) {
          try (RunningServer server = peer.server().start(bench.root())) {
            rounds.add(bench.loadgen().run(server, idle));
          }
        }
        for (String figure : List.of(RSS, PER_CONNECTION)) {
          figures.putAll(
              Spread.of(rounds.stream().map(each -> each.figure(figure)).toList())
                  .figures(peer.name() + "." + figure));
        }
      } catch (IOException e) {
        leftOut.put(peer.name(), String.valueOf(e.getMessage()));
      }
    }
    return new Entry("memory", labels(leftOut), figures, Loadgen.command(idle));
  }

  private static Map<String, String> labels(Map<String, String> leftOut) {
    Map<String, String> labels = new HashMap<>();
    leftOut.forEach((name, why) -> labels.put(PeerTables.LEFT_OUT + name, why));
    return labels;
  }

  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }

  @Override
  public Report report(List<Entry> entries) {
    return new Report("Beside the peers", PeerTables.of(peers, entries), Map.of());
  }
}
