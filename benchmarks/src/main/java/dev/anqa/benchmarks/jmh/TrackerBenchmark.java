package dev.anqa.benchmarks.jmh;

import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.SystemTime;
import dev.anqa.tracker.DiffHandler;
import dev.anqa.tracker.Tracker;
import dev.anqa.tracker.TrackerEntry;
import dev.anqa.tracker.TrackerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The tracker of a node that is alone: changes go to its shard's thread and back, lists do not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrackerBenchmark {
  /** How many are present on the topic. */
  @Param({"10", "1000"})
  private int present;

  private final Payload meta = Payload.json("{\"online_at\":\"1700000000\"}");
  private final SystemTime time = new SystemTime("benchmark-timer");
  private final Tracker tracker =
      Tracker.start(
          PubSub.builder().build(),
          time,
          new TrackerOptions("benchmark").shards(1),
          DiffHandler.NONE);

  /** Lets all in. */
  @Setup
  public void enter() {
    for (int i = 0; i < present; i++) {
      tracker.track("owner " + i, "room:lobby", "user " + i, meta);
    }
  }

  /** Ends the tracker. */
  @TearDown
  public void close() {
    tracker.close();
    time.close();
  }

  /** One more comes and goes. */
  @Benchmark
  public void comeAndGo() {
    tracker.track(this, "room:lobby", "user new", meta);
    tracker.untrack(this);
  }

  /** All that are present. */
  @Benchmark
  public List<TrackerEntry> list() {
    return tracker.list("room:lobby");
  }

  /** One of them. */
  @Benchmark
  public List<TrackerEntry> find() {
    return tracker.getByKey("room:lobby", "user 7");
  }
}
