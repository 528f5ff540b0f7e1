package dev.anqa.benchmarks.jmh;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.SerialExecutor;
import dev.anqa.pubsub.Subscriber;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The registry of topics, on the thread of its one partition. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RegistryBenchmark {
  /** How many topics there are. */
  @Param({"1", "100000"})
  private int topics;

  private final PubSub pubsub = PubSub.builder().build();
  private final Partition partition = pubsub.addPartition(new ThisThread());
  private final Counting subscriber = new Counting();

  /** Subscribes to all topics but the last. */
  @Setup
  public void subscribe() {
    for (int i = 1; i < topics; i++) {
      pubsub.subscribe("room:" + i, subscriber, partition);
    }
    pubsub.subscribe("room:broadcast", subscriber, partition);
  }

  /** A topic's first subscriber comes and goes. */
  @Benchmark
  public void comeAndGo() {
    pubsub.subscribe("room:new", subscriber, partition).close();
  }

  /** A broadcast to a topic's one subscriber, up to where that takes it. */
  @Benchmark
  public BroadcastResult broadcast(Blackhole hole) {
    hole.consume(subscriber.batches);
    return pubsub.broadcast(new Broadcast("room:broadcast", "new_msg", Payload.empty()));
  }

  /** The thread that asks is the partition's. */
  private static final class ThisThread implements SerialExecutor {
    @Override
    public boolean inThread() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }

  private static final class Counting implements Subscriber {
    private long batches;

    @Override
    public void deliver(Batch batch) {
      batches++;
    }
  }
}
