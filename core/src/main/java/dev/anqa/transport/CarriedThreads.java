package dev.anqa.transport;

import io.netty.channel.EventLoop;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task on a virtual thread that an event loop carries: one that blocks gives the loop
 * back, and one that does not costs no change of threads, twice for each message.
 *
 * <p>JDK 25 has no public way to choose who carries a virtual thread. Where the JVM runs with
 * {@code --add-opens java.base/java.lang=ALL-UNNAMED} its own is used; elsewhere there is none of
 * these, and callbacks run on the JVM's scheduler. A callback that computes for long without
 * blocking holds up its loop.
 */
final class CarriedThreads implements Executor {
  private static final String NAME = "anqa-callback";

  private final MethodHandle maker;
  private final EventLoop eventLoop;

  /** Takes the tasks when the loop has stopped. */
  private final Executor otherwise;

  private final AtomicInteger running = new AtomicInteger();

  /** Carries on what runs: the scheduler of these threads. */
  private final Executor carrier = this::carry;

  /**
   * Makes one.
   *
   * @param maker what {@link #maker} found
   * @param otherwise takes the tasks when the loop has stopped
   */
  CarriedThreads(MethodHandle maker, EventLoop eventLoop, Executor otherwise) {
    this.maker = maker;
    this.eventLoop = eventLoop;
    this.otherwise = otherwise;
  }

  /** The JVM's way to make such a thread; null if it does not let us. */
  static @Nullable MethodHandle maker() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
          .findStatic(
              builders,
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException e) {
      return null; // Closed, or another JVM: the usual threads do, too.
    }
  }

  @Override
  public void execute(Runnable task) {
    if (eventLoop.isShuttingDown()) {
      otherwise.execute(task);
      return;
    }
    running.incrementAndGet();
    make(
            () -> {
              try {
                task.run();
              } finally {
                running.decrementAndGet();
              }
            })
        .start();
  }

  /** How many tasks have not ended. */
  int running() {
    return running.get();
  }

  private Thread make(Runnable task) {
    try {
      return (Thread) maker.invokeExact(carrier, NAME, 0, task);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the JVM did not make a virtual thread", e);
    }
  }

  private void carry(Runnable continuation) {
    try {
      eventLoop.execute(continuation);
    } catch (RejectedExecutionException e) {
      ForkJoinPool.commonPool().execute(continuation); // The loop has stopped; it has to end.
    }
  }
}
