package dev.anqa.benchmarks.jmh;

import dev.anqa.pubsub.Mailbox;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A channel's mailbox, on one thread: what a message costs beside its handling. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MailboxBenchmark {
  private static final int SEVERAL = 16;

  private final Mailbox<Object> idle = new Mailbox<>(Runnable::run, 1_024, _ -> {});

  /** Takes what is lined up, instead of a thread. */
  private Runnable run = () -> {};

  private final Mailbox<Object> busy = new Mailbox<>(task -> run = task, 1_024, _ -> {});

  /** A message for an idle mailbox, handled at once. */
  @Benchmark
  public boolean one() {
    return idle.offer(this);
  }

  /** Each of several messages that wait for one run. */
  @Benchmark
  @OperationsPerInvocation(SEVERAL)
  public void several() {
    for (int i = 0; i < SEVERAL; i++) {
      busy.offer(this);
    }
    run.run();
  }
}
