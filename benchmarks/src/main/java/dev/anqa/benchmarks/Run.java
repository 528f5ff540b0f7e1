package dev.anqa.benchmarks;

import dev.anqa.benchmarks.Part.Step;
import dev.anqa.benchmarks.peers.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Goes through parts; what {@code benchmarks/run} starts. */
public final class Run {
  /** In the order in which they are run. */
  static final List<Part> PARTS =
      List.of(
          new Musts(),
          new Memory(),
          new Growth(),
          new Nodes(),
          new Ways(),
          new Latency(),
          new Pieces(),
          new Peers());

  private Run() {}

  private record Planned(Part part, Step step) {}

  /** Runs what the command line asks for; see {@code benchmarks/run --help}. */
  static void main(String... args) throws IOException {
    try {
      System.exit(run(RunOptions.parse(PARTS, args)) ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks: " + e.getMessage());
      System.exit(2);
    }
  }

  private static boolean run(RunOptions options) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    Results results = new Results(root.resolve("benchmarks/target/results"));
    List<Planned> plan = plan(options);
    Progress progress =
        new Progress(System.err, plan.stream().mapToInt(each -> each.step().seconds()).sum());
    Bench bench = Bench.of(root, options.length());
    boolean ok = true;
    for (Planned each : plan) {
      progress.begins(each.part().name() + "/" + each.step().key());
      try {
        results.keep(each.part(), each.step().work().measure(bench));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (Exception e) {
        ok = false;
        progress.failed(String.valueOf(e));
      }
      progress.ended(each.step().seconds());
      results.write(PARTS);
    }
    results.write(PARTS);
    progress.says("results are in benchmarks/target/results/results.md");
    return ok;
  }

  private static List<Planned> plan(RunOptions options) {
    List<Planned> plan = new ArrayList<>();
    for (Part part : options.parts()) {
      for (Step step : part.steps(options.length())) {
        if (options.includes(step.key())) {
          plan.add(new Planned(part, step));
        }
      }
    }
    return plan;
  }
}
