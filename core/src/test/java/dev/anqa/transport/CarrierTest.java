package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.PubSub;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CarrierTest {
  private static final int CAPACITY = 8;
  private static final String ON_LOOP = "@the-loop";
  private static final String ON_POOL = "@ForkJoinPool";

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("the-loop"), NioIoHandler.newFactory());
  private final EventLoop eventLoop = group.next();
  private final PubSub pubsub = PubSub.builder().build();
  private final Telemetry telemetry = new Telemetry();
  private final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop(eventLoop, CAPACITY, pubsub, telemetry, Runnable::run);
  private final AtomicLong nanos = new AtomicLong();
  private final Carrier carrier =
      new Carrier(
          loop,
          telemetry,
          Objects.requireNonNull(OwnScheduler.find(), "needs --add-opens java.base/java.lang"),
          Thread::startVirtualThread,
          nanos::get);
  private final Executor callbacks = callbacks("Socket room:*");

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    pubsub.close();
  }

  /** Those of code that is not new any more. */
  private Executor callbacks(String code) {
    Executor made = onLoop(() -> carrier.callbacks(code));
    pass(Duration.ofSeconds(2));
    return made;
  }

  private <T> T onLoop(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, eventLoop).join();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Where a task runs. */
  private static CompletableFuture<String> where(Executor executor) {
    return CompletableFuture.supplyAsync(() -> Thread.currentThread().toString(), executor);
  }

  @Test
  void beginsACallbackOnTheLoopInAVirtualThreadOfItsOwn() {
    assertThat(where(callbacks).join())
        .startsWith("VirtualThread")
        .contains("anqa-callback Socket room:*", ON_LOOP);
    assertThat(where(callbacks).join()).isNotEqualTo(where(callbacks).join());
  }

  @Test
  void letsACallbackGoOnElsewhereBehindWhereItBlocked() {
    CompletableFuture<String> awaited = new CompletableFuture<>();
    CompletableFuture<String> before = new CompletableFuture<>();

    CompletableFuture<String> after =
        CompletableFuture.supplyAsync(
            () -> {
              before.complete(Thread.currentThread().toString());
              awaited.join();
              return Thread.currentThread().toString();
            },
            callbacks);

    assertThat(before.join()).contains(ON_LOOP);
    onLoop(() -> awaited.complete("")); // It has the loop back.
    assertThat(after.join()).contains(ON_POOL);
  }

  @Test
  void letsALoopHaveALockThatACallbackHeldWhileItWaited() {
    Object monitor = new Object();
    CompletableFuture<String> release = new CompletableFuture<>();
    CountDownLatch held = new CountDownLatch(1);
    callbacks.execute(() -> {
      synchronized (monitor) {
        held.countDown();
        release.join();
      }
    });
    awaitLatch(held);

    CompletableFuture<String> wanted =
        CompletableFuture.supplyAsync(
            () -> {
              synchronized (monitor) {
                return "had";
              }
            },
            eventLoop);
    release.complete("");

    assertThat(wanted).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("had");
  }

  @Test
  void letsALoopHaveALockThatIsPassedToACallbackWhichWaitsForIt() {
    ReentrantLock lock = new ReentrantLock(/* fair= */ true);
    CompletableFuture<Void> first;
    CompletableFuture<Void> wanted;
    lock.lock();
    try {
      first = CompletableFuture.runAsync(() -> take(lock), callbacks);
      await().until(() -> lock.getQueueLength() == 1);
      wanted = CompletableFuture.runAsync(() -> take(lock), eventLoop);
      await().until(() -> lock.getQueueLength() == 2);
    } finally {
      lock.unlock(); // It is the callback's turn, while the loop waits behind it.
    }

    assertThat(wanted).succeedsWithin(Duration.ofSeconds(10));
    assertThat(first).succeedsWithin(Duration.ofSeconds(10));
  }

  private static void take(ReentrantLock lock) {
    lock.lock();
    try {
      assertThat(lock.isHeldByCurrentThread()).isTrue();
    } finally {
      lock.unlock();
    }
  }

  @Test
  void runsWhatACallbackStartsOnTheUsualScheduler() {
    CompletableFuture<String> child = new CompletableFuture<>();
    callbacks.execute(
        () -> Thread.startVirtualThread(() -> child.complete(Thread.currentThread().toString())));

    assertThat(child.join()).contains(ON_POOL);
  }

  @Test
  void namesWhatHeldTheLoop() {
    telemetry.listen(events::add);
    callbacks.execute(() -> pass(Duration.ofMillis(11)));

    await().until(() -> !events.isEmpty());
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            TelemetryEvent.LoopHeld.class,
            it -> {
              assertThat(it.thread()).startsWith("the-loop");
              assertThat(it.code()).isEqualTo("Socket room:*");
              assertThat(it.duration()).isEqualTo(Duration.ofMillis(11));
            });
  }

  @Test
  void keepsWhatHeldTheLoopOffAHundredTimesAsLong() {
    telemetry.listen(events::add);
    callbacks.execute(() -> pass(Duration.ofMillis(20)));
    await().until(() -> !events.isEmpty());

    pass(Duration.ofMillis(1_999));
    assertThat(where(callbacks).join()).contains(ON_POOL);
    pass(Duration.ofMillis(2));
    assertThat(where(callbacks).join()).contains(ON_LOOP);
  }

  @Test
  void holdsNothingAgainstWhatTakesTenMilliseconds() {
    telemetry.listen(events::add);
    callbacks.execute(() -> pass(Duration.ofMillis(10)));

    assertThat(where(callbacks).join()).contains(ON_LOOP);
    assertThat(events).isEmpty();
  }

  @Test
  void beginsNewCodeElsewhereForASecond() {
    Executor fresh = onLoop(() -> carrier.callbacks("Socket new:*"));

    assertThat(where(fresh).join()).contains(ON_POOL);
    pass(Duration.ofMillis(1_001));
    assertThat(where(fresh).join()).contains(ON_LOOP);
  }

  @Test
  void runsACallbackElsewhereWhenTheLoopsQueueIsFull() {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    eventLoop.execute(() -> {
      blocked.countDown();
      awaitLatch(release);
    });
    awaitLatch(blocked);
    for (int i = 0; i < CAPACITY; i++) {
      loop.execute(() -> {});
    }

    assertThat(where(callbacks).join()).contains(ON_POOL);
    release.countDown();
  }

  @Test
  void returnsToTheSocketsBetweenCallbacksThatTakeLong() {
    List<String> ran = new CopyOnWriteArrayList<>();
    onLoop(() -> {
      callbacks.execute(() -> {
        pass(Duration.ofMillis(2));
        eventLoop.execute(() -> ran.add("event loop"));
        ran.add("first");
      });
      callbacks.execute(() -> ran.add("second"));
      return "";
    });

    await().until(() -> ran.size() == 3);
    assertThat(ran).containsExactly("first", "event loop", "second");
  }

  @Test
  void waitsForWhatLeftTheLoopAndInterruptsWhatDoesNotEnd() throws InterruptedException {
    CompletableFuture<String> ended = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    callbacks.execute(() -> {
      begun.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        ended.complete("interrupted");
      }
    });
    awaitLatch(begun);
    onLoop(() -> ""); // It has left.

    carrier.awaitEnd(System.nanoTime());

    assertThat(ended).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("interrupted");
    carrier.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(60)); // Nobody is left.
  }

  @Test
  void doesNothingWhenTheLoopHasStopped() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();

    assertThatCode(() -> callbacks.execute(() -> events.clear())).doesNotThrowAnyException();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
