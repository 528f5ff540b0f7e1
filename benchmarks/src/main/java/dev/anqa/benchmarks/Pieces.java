package dev.anqa.benchmarks;

import dev.anqa.benchmarks.jmh.DeliveryBenchmark;
import dev.anqa.benchmarks.jmh.MailboxBenchmark;
import dev.anqa.benchmarks.jmh.RegistryBenchmark;
import dev.anqa.benchmarks.jmh.SerializerBenchmark;
import dev.anqa.benchmarks.jmh.TrackerBenchmark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What single pieces take, and what they allocate; by JMH, each on a JVM of its own. */
final class Pieces implements Part {
  private static final String NANOS = " ns";
  private static final String BYTES = " bytes";

  /** Those of our launchers, as far as they matter here. */
  private static final String[] JVM = {
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "-XX:+UseCompactObjectHeaders",
    "-XX:+UseSerialGC"
  };

  private static final List<Step> STEPS =
      List.of(
          step("delivery", 10, DeliveryBenchmark.class),
          step("mailbox", 15, MailboxBenchmark.class),
          step("registry", 25, RegistryBenchmark.class),
          step("serializer", 50, SerializerBenchmark.class),
          step("tracker", 40, TrackerBenchmark.class));

  private static Step step(String key, int seconds, Class<?> benchmark) {
    return new Step(key, seconds, bench -> measure(key, benchmark, bench));
  }

  @Override
  public String name() {
    return "jmh";
  }

  @Override
  public List<Step> steps(Length length) {
    return length == Length.SHORT ? STEPS.subList(0, 1) : STEPS;
  }

  private static Entry measure(String key, Class<?> benchmark, Bench bench) throws RunnerException {
    TimeValue time = TimeValue.milliseconds(bench.pick(300, 1_000));
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("\\." + benchmark.getSimpleName() + "\\.")
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(time)
                    .measurementIterations(3)
                    .measurementTime(time)
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .jvmArgs(JVM)
                    .build())
            .run();
    Map<String, Double> figures = new TreeMap<>();
    for (RunResult result : results) {
      String name = name(result);
      figures.put(name + NANOS, result.getPrimaryResult().getScore());
      result
          .getSecondaryResults()
          .forEach((what, value) -> {
            if (what.endsWith("gc.alloc.rate.norm")) {
              figures.put(name + BYTES, value.getScore());
            }
          });
    }
    return new Entry(key, Map.of("piece", key), figures, "");
  }

  /** The method, and its parameters. */
  private static String name(RunResult result) {
    var params = result.getParams();
    String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    StringBuilder name = new StringBuilder(method);
    for (String each : params.getParamsKeys()) {
      name.append(", ").append(each).append(' ').append(params.getParam(each));
    }
    return name.toString();
  }

  @Override
  public Report report(List<Entry> entries) {
    Table table = new Table("piece", "what", "ns", "bytes allocated");
    for (Entry entry : entries) {
      for (String figure : new TreeMap<>(entry.figures()).keySet()) {
        if (figure.endsWith(NANOS)) {
          String what = figure.substring(0, figure.length() - NANOS.length());
          table.row(
              entry.label("piece"),
              what,
              Table.number(entry.figure(figure)),
              Table.number(entry.figures().getOrDefault(what + BYTES, Double.NaN)));
        }
      }
    }
    return new Report("Single pieces (JMH)", List.of(table), Map.of());
  }
}
