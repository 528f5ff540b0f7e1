package dev.anqa.benchmarks;

import java.util.List;

/**
 * A kind of work that the load generator makes a server do.
 *
 * @param key of its entries
 * @param name for people
 * @param arguments of the load generator
 * @param warmUp those of the run that comes first, for about a million messages: a JVM compiles
 *     what it runs often
 */
record Workload(String key, String name, String arguments, String warmUp) {
  static final String FANOUT_WARM_UP = "fanout --clients 1000 --window 4 --broadcasts 1000";
  static final String ECHO_WARM_UP = "echo --clients 100 --outstanding 8 --duration 10";

  /** All of them that a must is given for. */
  static final List<Workload> ALL =
      List.of(
          new Workload(
              "echo-100x8",
              "echo, 100 clients, 8 outstanding",
              "echo --clients 100 --outstanding 8 --duration 1.5",
              ECHO_WARM_UP),
          new Workload(
              "echo-1000x1",
              "echo, 1,000 clients, 1 outstanding",
              "echo --clients 1000 --outstanding 1 --duration 1.5",
              ECHO_WARM_UP),
          fanout("fanout-1000-w1", "fan-out, 1,000 clients, 1 broadcast in flight", 1000, 1),
          fanout("fanout-1000-w4", "the same, 4 in flight", 1000, 4),
          fanout("fanout-1000-w16", "the same, 16 in flight", 1000, 16),
          fanout("fanout-10000-w4", "fan-out, 10,000 clients, 4 in flight", 10_000, 4),
          new Workload(
              "manytopics",
              "1,000 topics, 10 of them for each of 1,000 clients",
              "manytopics --clients 1000 --topics 1000 --joins 10 --window 4 --broadcasts 1000000"
                  + " --duration 1.5",
              "manytopics --clients 1000 --topics 1000 --joins 10 --window 4 --broadcasts 100000"),
          new Workload(
              "churn",
              "connect, join, leave, close",
              "churn --duration 4 --settle 0.5",
              "churn --duration 10 --settle 0.5"),
          new Workload(
              "connect",
              "connect and join",
              "idle --clients 10000 --settle 0.5",
              "churn --duration 10 --settle 0.5"));

  private static Workload fanout(String key, String name, int clients, int window) {
    return new Workload(
        key,
        name,
        "fanout --clients %s --window %s --broadcasts 1000000 --duration 1.5"
            .formatted(clients, window),
        FANOUT_WARM_UP);
  }

  /** One of {@link #ALL}. */
  static Workload of(String key) {
    return ALL.stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }

  /** Drives a server, once. */
  Measurement run(Bench bench, RunningServer server) throws Exception {
    return bench.loadgen().run(server, words(arguments));
  }

  /** The run that comes first. */
  void warmUp(Bench bench, RunningServer server) throws Exception {
    bench.loadgen().run(server, words(warmUp));
  }

  /** The command line, for people. */
  String command() {
    return Loadgen.command(words(arguments));
  }

  static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }
}
