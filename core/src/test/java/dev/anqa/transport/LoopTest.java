package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopTest {
  private static final int CAPACITY = 8;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop eventLoop = group.next();
  private final PubSub pubsub = PubSub.builder().build();
  private final Telemetry telemetry = new Telemetry();
  private final Loop loop = new Loop(eventLoop, CAPACITY, pubsub, telemetry, Runnable::run);
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    pubsub.close();
  }

  @Test
  void runsTheTasksOfEachThreadInTheirOrder() throws InterruptedException {
    int each = 20_000;
    List<List<Integer>> came = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    CountDownLatch all = new CountDownLatch(3 * each);
    for (List<Integer> mine : came) {
      Thread.ofVirtual()
          .start(() -> {
            for (int i = 0; i < each; i++) {
              int number = i;
              loop.execute(() -> {
                mine.add(number);
                all.countDown();
              });
            }
          });
    }

    assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(came).allSatisfy(mine -> assertThat(mine).hasSize(each).isSorted());
  }

  @Test
  void wakesTheEventLoopOnceForAllTasksThatWait() throws InterruptedException {
    CountDownLatch release = block();
    for (int i = 0; i < CAPACITY; i++) {
      loop.execute(() -> ran.add("task"));
    }

    assertThat(((SingleThreadEventExecutor) eventLoop).pendingTasks()).isEqualTo(1);

    release.countDown();
    await().until(() -> ran.size() == CAPACITY);
  }

  @Test
  void neverRefusesATaskFromItsOwnThreadAndKeepsTheOrder() {
    int count = 10 * CAPACITY;
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add("task " + i);
    }

    loop.execute(() -> {
      for (int i = 0; i < count; i++) {
        int number = i;
        loop.execute(() -> ran.add("task " + number));
      }
    });

    await().until(() -> ran.size() == count);
    assertThat(ran).isEqualTo(expected);
  }

  @Test
  void runsATaskThatFoundTheQueueFullBeforeThoseThatCameLater() throws InterruptedException {
    CountDownLatch overfull = new CountDownLatch(1);
    CountDownLatch cameLater = new CountDownLatch(1);
    loop.execute(() -> {
      for (int i = 0; i < CAPACITY; i++) {
        loop.execute(() -> ran.add("in time"));
      }
      loop.execute(() -> ran.add("overfull"));
      overfull.countDown();
      awaitLatch(cameLater);
    });
    awaitLatch(overfull);
    Thread later = Thread.ofVirtual().start(() -> loop.execute(() -> ran.add("later")));
    await().until(() -> later.getState() == Thread.State.TIMED_WAITING);
    cameLater.countDown();

    await().until(() -> ran.size() == CAPACITY + 2);
    assertThat(ran.subList(CAPACITY, CAPACITY + 2)).containsExactly("overfull", "later");
  }

  @Test
  void flushesTheOthersAndGoesOnWhenAFlushFails() {
    OutOfMemoryError full = new OutOfMemoryError("full");
    List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
    telemetry.listen(events::add);
    loop.execute(() -> {
      loop.written(() -> {
        throw full;
      });
      loop.written(() -> ran.add("flushed"));
    });

    await().until(() -> ran.contains("flushed"));
    loop.execute(() -> ran.add("next"));

    await().until(() -> ran.contains("next"));
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            TelemetryEvent.TaskFailed.class, event -> assertThat(event.cause()).isSameAs(full));
  }

  @Test
  void letsOtherThreadsWaitForAPlace() throws InterruptedException {
    CountDownLatch release = block();
    fill();
    Thread waiting = Thread.ofVirtual().start(() -> loop.execute(() -> ran.add("waited")));
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

    release.countDown();

    await().until(() -> ran.contains("waited"));
    assertThat(ran).last().isEqualTo("waited");
  }

  @Test
  void refusesOtherThreadsWhenTheyWaitedForLong() throws InterruptedException {
    CountDownLatch release = block();
    fill();
    long before = System.nanoTime();

    assertThatThrownBy(() -> loop.execute(() -> ran.add("refused")))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the event loop's queue is full: 8");

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(20));
    release.countDown();
  }

  @Test
  void refusesOtherEventLoopsAtOnce() throws InterruptedException {
    CountDownLatch release = block();
    fill();
    CompletableFuture<Duration> refused = new CompletableFuture<>();
    new FastThreadLocalThread(
            () -> {
              long before = System.nanoTime();
              try {
                loop.execute(() -> ran.add("refused"));
              } catch (RejectedExecutionException e) {
                refused.complete(Duration.ofNanos(System.nanoTime() - before));
              }
            })
        .start();

    assertThat(refused).succeedsWithin(Duration.ofSeconds(5));
    assertThat(refused.join()).isLessThan(Duration.ofMillis(400));
    release.countDown();
  }

  @Test
  void refusesEverybodyWhenItHasStopped() {
    loop.execute(() -> ran.add("before"));
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> loop.execute(() -> ran.add("after")))
          .isInstanceOf(RejectedExecutionException.class);
    }
    assertThat(ran).containsExactly("before");
  }

  @Test
  void goesOnAfterATaskThatThrows() {
    List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
    telemetry.listen(events::add);
    loop.execute(() -> {
      throw new AssertionError("a bug");
    });
    loop.execute(() -> ran.add("next"));

    await().until(() -> ran.contains("next"));
    assertThat(events).singleElement().isInstanceOf(TelemetryEvent.TaskFailed.class);
  }

  @Test
  void letsTheEventLoopDoItsOtherWorkHoweverManyTasksCome() {
    AtomicBoolean stop = new AtomicBoolean();
    loop.execute(
        new Runnable() {
          @Override
          public void run() {
            if (!stop.get()) {
              loop.execute(this);
            }
          }
        });
    CompletableFuture<String> other = new CompletableFuture<>();
    eventLoop.execute(() -> other.complete("done"));

    assertThat(other).succeedsWithin(Duration.ofSeconds(5));
    stop.set(true);
  }

  @Test
  void knowsItsOwnThread() {
    assertThat(loop.inThread()).isFalse();
    loop.execute(() -> ran.add("in thread: " + loop.inThread()));

    await().until(() -> !ran.isEmpty());
    assertThat(ran).containsExactly("in thread: true");
  }

  /** Else the next batch in the queue would overtake this one at all subscribers but the first. */
  @Test
  void letsABatchWriteToTheOthersWhenASubscriberPutATaskIn() {
    subscribe(_ -> loop.execute(() -> ran.add("task")));
    subscribe(_ -> ran.add("may write: " + loop.mayWrite()));
    pubsub.broadcast(new Broadcast("t", "e", Payload.empty()));

    await().until(() -> ran.size() == 2);
    assertThat(ran).containsExactly("may write: true", "task");
  }

  private void subscribe(Consumer<Batch> deliver) {
    pubsub.subscribe(
        "t",
        new Subscriber() {
          @Override
          public void deliver(Batch batch) {
            deliver.accept(batch);
          }
        },
        loop.partition());
  }

  /** Holds the event loop up until the latch is released. */
  private CountDownLatch block() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    eventLoop.execute(() -> {
      blocked.countDown();
      awaitLatch(release);
    });
    awaitLatch(blocked);
    return release;
  }

  private void fill() {
    for (int i = 0; i < CAPACITY; i++) {
      loop.execute(() -> ran.add("task"));
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
