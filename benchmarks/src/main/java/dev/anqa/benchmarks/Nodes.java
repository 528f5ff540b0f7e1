package dev.anqa.benchmarks;

import static dev.anqa.benchmarks.Measurement.CPU;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What other nodes add to a fan-out among the clients of one, in CPU of all nodes together. */
final class Nodes implements Part {
  private static final int ROUNDS = 5;

  /**
   * How many nodes there are, and how they are joined.
   *
   * @param cluster as the Lab names it
   * @param nodes in all
   */
  private record Setting(String key, String name, String cluster, int nodes) {}

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("alone", "alone", "none", 1),
          new Setting("jgroups-2", "JGroups, 1 other node", "jgroups", 2),
          new Setting("jgroups-3", "JGroups, 2 other nodes", "jgroups", 3),
          new Setting("redis-2", "Redis, 1 other node", "redis", 2),
          new Setting("redis-3", "Redis, 2 other nodes", "redis", 3));

  /** A Redis of our own. */
  private record Redis(Process process, int port) implements AutoCloseable {
    static Redis start(Path root) throws IOException {
      int port = freePort();
      Process process =
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  String.valueOf(port),
                  "--save",
                  "",
                  "--bind",
                  "127.0.0.1")
              .redirectErrorStream(true)
              .redirectOutput(root.resolve("benchmarks/target/redis.log").toFile())
              .start();
      return new Redis(process, port);
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  @Override
  public String name() {
    return "nodes";
  }

  @Override
  public List<Step> steps(Length length) {
    return length == Length.SHORT
        ? List.of()
        : SETTINGS.stream()
            .map(setting -> new Step(setting.key(), 25, bench -> measure(bench, setting)))
            .toList();
  }

  private static Entry measure(Bench bench, Setting setting) throws Exception {
    if (!setting.cluster().equals("redis")) {
      return measure(bench, setting, 0);
    }
    try (Redis redis = Redis.start(bench.root())) {
      return measure(bench, setting, redis.port());
    }
  }

  private static Entry measure(Bench bench, Setting setting, int redisPort) throws Exception {
    List<RunningServer> nodes = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < setting.nodes(); i++) {
        ports.add(freePort());
      }
      for (int i = 0; i < setting.nodes(); i++) {
        nodes.add(lab(setting, i, ports, redisPort).start(bench.root()));
      }
      return measure(bench, setting, nodes);
    } finally {
      nodes.forEach(RunningServer::close);
    }
  }

  private static Entry measure(Bench bench, Setting setting, List<RunningServer> nodes)
      throws Exception {
    Workload work = Workload.of("fanout-1000-w1");
    List<String> words = Workload.words(work.arguments());
    List<Long> pids = nodes.stream().map(RunningServer::pid).toList();
    work.warmUp(bench, nodes.getFirst());
    // Those that joined a cluster may still be told of each other.
    TimeUnit.SECONDS.sleep(2);
    Rounds rounds =
        Rounds.measure(ROUNDS, List.of(() -> bench.loadgen().run(nodes.getFirst(), pids, words)));
    Map<String, Double> figures = new LinkedHashMap<>(rounds.values(0, CPU).figures("us"));
    figures.put("p50_us", rounds.values(0, "latency_p50_us").median());
    figures.put("p99_us", rounds.values(0, "latency_p99_us").median());
    figures.put("nodes", (double) setting.nodes());
    return new Entry(setting.key(), Map.of("setting", setting.name()), figures, work.command());
  }

  private static Server lab(Setting setting, int index, List<Integer> ports, int redisPort) {
    String peers = String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
    return switch (setting.cluster()) {
      case "none" -> Server.lab();
      case "redis" ->
          Server.lab(
              "--cluster",
              "redis",
              "--node",
              "n" + index,
              "--redis",
              "redis://127.0.0.1:" + redisPort);
      default ->
          Server.lab(
              "--cluster",
              setting.cluster(),
              "--node",
              "n" + index,
              "--cluster-port",
              String.valueOf(ports.get(index)),
              "--peers",
              peers);
    };
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public Report report(List<Entry> entries) {
    Table table = new Table("nodes", "µs of CPU for a delivery", "from – to", "p50 ms", "p99 ms");
    for (Entry entry : entries) {
      table.row(
          entry.label("setting"),
          Table.number(entry.figure("us")),
          Table.number(entry.figure("us_low")) + " – " + Table.number(entry.figure("us_high")),
          Table.number(entry.figure("p50_us") / 1000),
          Table.number(entry.figure("p99_us") / 1000));
    }
    return new Report("Other nodes", List.of(table), Map.of());
  }
}
