package dev.anqa.benchmarks.soak;

import dev.anqa.benchmarks.Plot;
import dev.anqa.benchmarks.Plot.Axis;
import dev.anqa.benchmarks.Plot.Point;
import dev.anqa.benchmarks.RunningServer;
import dev.anqa.benchmarks.Server;
import dev.anqa.benchmarks.Svg;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds the Lab under mixed load for long: fan-out, echo, presence, slow readers, churn, {@value
 * Load#CONNECTIONS} connections. Looks at it each 10 s and collects its garbage each minute; fails
 * (exit code 1) if a message was lost, or if memory or latency grew after the first sixth.
 *
 * <pre>benchmarks/soak [MINUTES]</pre>
 *
 * <p>Writes {@code soak.jsonl}, {@code soak-memory.svg} and {@code soak-latency.svg} into {@code
 * benchmarks/target/results}.
 */
public final class Soak {
  /** What may grow from the end of the first sixth to the end, as a part of the median. */
  private static final double MEMORY_BOUND = 0.05;

  private static final double LATENCY_BOUND = 0.5;

  private static final String HEAP = "-Xms256m -Xmx256m -XX:+UseSerialGC ";
  private static final String PATH = "/bench/websocket?vsn=2.0.0";
  private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long COLLECT_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final double minutes;
  private final Path results;
  private final Watch watch;
  private final ClientLoop loop;
  private final Tally tally = new Tally();
  private final List<Sample> samples = new ArrayList<>();

  private Soak(double minutes, Path results, Watch watch, ClientLoop loop) {
    this.minutes = minutes;
    this.results = results;
    this.watch = watch;
    this.loop = loop;
  }

  static void main(String... args) throws IOException {
    double minutes = args.length == 0 ? 30 : Double.parseDouble(args[0]);
    Path root = Path.of("").toAbsolutePath();
    Path results = root.resolve("benchmarks/target/results");
    Files.createDirectories(results);
    Path log = results.resolve("soak-gc.log");
    boolean fine;
    try (RunningServer server = Server.lab("--jvm", HEAP + Watch.jvmOption(log)).start(root);
        ClientLoop loop = new ClientLoop(server.port(), PATH)) {
      fine = new Soak(minutes, results, Watch.of(server, log), loop).run();
    }
    System.exit(fine ? 0 : 1);
  }

  private boolean run() throws IOException {
    Load load = new Load(loop, tally);
    say("connecting " + Load.CONNECTIONS + " clients");
    load.connect();
    long connecting = System.nanoTime();
    loop.run(() -> load.isJoined() || System.nanoTime() - connecting > PATIENCE_NANOS);
    if (!load.isJoined()) {
      say("they could not all join: " + tally.troubles());
      return false;
    }
    tally.takeEchoes();
    long began = System.nanoTime();
    long end = began + (long) (minutes * NANOS_PER_MINUTE);
    try (BufferedWriter lines = Files.newBufferedWriter(results.resolve("soak.jsonl"))) {
      load.begin();
      loop.each(began + SAMPLE_NANOS, SAMPLE_NANOS, () -> sample(began, end, lines));
      loop.each(began + SAMPLE_NANOS / 2, COLLECT_NANOS, this::collect);
      loop.run(() -> System.nanoTime() - end > 0);
      load.stop();
      loop.run(() -> System.nanoTime() - end > LAST_WORDS_NANOS);
    }
    load.finish();
    plot();
    return verdict();
  }

  private void collect() {
    try {
      watch.collect();
    } catch (IOException e) {
      tally.trouble("jcmd: " + e);
    }
  }

  private void sample(long began, long end, BufferedWriter lines) {
    long now = System.nanoTime();
    if (now - end > SAMPLE_NANOS / 2) {
      return; // It is over; nobody asks any more.
    }
    try {
      watch.look();
      Sample sample =
          Sample.of(
              (now - began) / NANOS_PER_MINUTE, watch, watch.rssMib(), watch.cpuSeconds(), tally);
      samples.add(sample);
      lines.write(JsonMapper.shared().writeValueAsString(sample));
      lines.newLine();
      lines.flush();
      say(
          String.format(
              Locale.ROOT,
              "%.1f of %.1f min: RSS %.0f MiB, live %.0f MiB, echo p99 %.1f ms, %d deliveries, %d lost",
              sample.minute(),
              minutes,
              sample.rssMib(),
              sample.liveMib(),
              sample.echoP99Micros() / 1e3,
              sample.deliveries(),
              sample.lost()));
    } catch (IOException e) {
      tally.trouble("sample: " + e); // Such as of a server that is gone.
    }
  }

  private List<Point> points(double from, ToDoubleFunction<Sample> value) {
    return samples.stream()
        .filter(sample -> sample.minute() >= from)
        .map(sample -> new Point(sample.minute(), value.applyAsDouble(sample)))
        .toList();
  }

  private static double millis(long micros) {
    return micros / 1e3;
  }

  private void plot() throws IOException {
    Axis time = Axis.linear("minutes");
    Plot memory =
        new Plot(
                "Memory in " + Load.CONNECTIONS + " connections' mixed load",
                time,
                Axis.linear("MiB"))
            .line("RSS", points(0, Sample::rssMib))
            .line("heap after a collection", points(0, Sample::heapMib))
            .line("alive", points(0.2, Sample::liveMib));
    Plot latency =
        new Plot("Time to an echo in the same load", time, Axis.log("ms"))
            .line("p50", points(0, sample -> millis(sample.echoP50Micros())))
            .line("p99", points(0, sample -> millis(sample.echoP99Micros())))
            .line("p99.9", points(0, sample -> millis(sample.echoP999Micros())));
    Files.writeString(results.resolve("soak-memory.svg"), Svg.draw(memory));
    Files.writeString(results.resolve("soak-latency.svg"), Svg.draw(latency));
  }

  private boolean verdict() {
    double from = minutes / 6;
    List<Trend> trends =
        List.of(
            Trend.of("RSS in MiB", points(from, Sample::rssMib), MEMORY_BOUND),
            Trend.of("live heap in MiB", points(from, Sample::liveMib), MEMORY_BOUND),
            Trend.of(
                "echo p99 in ms",
                points(from, sample -> millis(sample.echoP99Micros())),
                LATENCY_BOUND));
    trends.forEach(trend -> say(trend.toString()));
    tally.troubles().forEach(trouble -> say("TROUBLE " + trouble));
    boolean fine =
        tally.lost == 0 && tally.troubleCount() == 0 && trends.stream().allMatch(Trend::isFlat);
    say(
        "%,d broadcasts, %,d deliveries, %,d echoes, %,d changes of presence, %,d passed by, %,d slow ones cut off; %,d lost, %,d troubles: %s"
            .formatted(
                tally.broadcasts,
                tally.deliveries,
                tally.echoes,
                tally.updates,
                tally.churned,
                tally.cutOff,
                tally.lost,
                tally.troubleCount(),
                fine ? "fine" : "FAILED"));
    return fine;
  }

  private static void say(String what) {
    System.err.println("soak: " + what);
  }
}
