package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mailbox promises to those who put in, and to the one who handles. */
final class MailboxTest {
  private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
  private final List<Integer> handled = new ArrayList<>();

  @Test
  void handlesInTheOrderOfTheProducer() {
    Mailbox<Integer> mailbox = new Mailbox<>(turns::add, 10, handled::add);
    IntStream.range(0, 5).forEach(mailbox::offer);
    turns.remove().run();
    IntStream.range(5, 10).forEach(mailbox::offer);
    turns.remove().run();

    assertThat(handled).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void asksForOneThreadHoweverManyMessagesWait() {
    Mailbox<Integer> mailbox = new Mailbox<>(turns::add, 10, handled::add);

    mailbox.offer(1);
    mailbox.offer(2);

    assertThat(turns).hasSize(1);
  }

  @Test
  void givesTheThreadBackWhenItIsEmpty() {
    Mailbox<Integer> mailbox = new Mailbox<>(turns::add, 10, handled::add);

    mailbox.offer(1);
    turns.remove().run();

    assertThat(turns).isEmpty();
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void refusesMoreThanItsCapacity() {
    Mailbox<Integer> mailbox = new Mailbox<>(turns::add, 2, handled::add);

    assertThat(mailbox.offer(1)).isTrue();
    assertThat(mailbox.offer(2)).isTrue();
    assertThat(mailbox.offer(3)).isFalse();
    assertThat(mailbox.size()).isEqualTo(2);
    turns.remove().run();
    assertThat(mailbox.offer(4)).isTrue();
    turns.remove().run();

    assertThat(handled).containsExactly(1, 2, 4);
  }

  @Test
  void makesRoomBeforeItHandles() {
    AtomicReference<Mailbox<Integer>> self = new AtomicReference<>();
    List<Boolean> taken = new ArrayList<>();
    self.set(
        new Mailbox<>(
            turns::add,
            1,
            message -> {
              handled.add(message);
              if (message == 1) {
                taken.add(self.get().offer(2));
                taken.add(self.get().offer(3));
              }
            }));

    self.get().offer(1);
    turns.remove().run();

    assertThat(taken).containsExactly(true, false);
    assertThat(handled).containsExactly(1, 2);
  }

  @Test
  void takesWhatIsForcedThoughItIsFull() {
    Mailbox<Integer> mailbox = new Mailbox<>(turns::add, 1, handled::add);
    mailbox.offer(1);

    mailbox.force(2);

    assertThat(mailbox.offer(3)).isFalse();
    turns.remove().run();
    assertThat(handled).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void refusesToBeWithoutRoom(int capacity) {
    assertThatThrownBy(() -> new Mailbox<Integer>(turns::add, capacity, handled::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity: " + capacity + " (expected: > 0)");
  }

  @Test
  void letsOthersHaveATurnAfterManyMessages() {
    Mailbox<Integer> busy = new Mailbox<>(turns::add, 10_000, handled::add);
    Mailbox<Integer> other = new Mailbox<>(turns::add, 1, handled::add);
    IntStream.range(0, 1_000).forEach(busy::offer);
    other.offer(-1);

    turns.remove().run();
    assertThat(handled).hasSize(256);
    turns.remove().run();
    assertThat(handled).hasSize(257).last().isEqualTo(-1);

    while (!turns.isEmpty()) {
      turns.remove().run();
    }
    assertThat(handled.stream().filter(i -> i >= 0))
        .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void goesOnBehindAMessageWhoseHandlingFails() {
    List<Throwable> uncaught = new ArrayList<>();
    IllegalStateException bug = new IllegalStateException("bug");
    Mailbox<Integer> mailbox =
        new Mailbox<>(
            turns::add,
            10,
            message -> {
              if (message == 1) {
                throw bug;
              }
              handled.add(message);
            });
    IntStream.range(0, 3).forEach(mailbox::offer);

    Thread thread = new Thread(() -> turns.remove().run());
    thread.setUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
    thread.start();
    await().until(() -> !thread.isAlive());

    assertThat(handled).containsExactly(0, 2);
    assertThat(uncaught).containsExactly(bug);
    assertThat(turns).isEmpty();
  }

  @Test
  void recoversWhenTheExecutorRefusedItAThread() {
    AtomicBoolean full = new AtomicBoolean(true);
    Executor executor =
        task -> {
          if (full.get()) {
            throw new RejectedExecutionException("full");
          }
          turns.add(task);
        };
    Mailbox<Integer> mailbox = new Mailbox<>(executor, 10, handled::add);

    assertThatThrownBy(() -> mailbox.offer(1)).isInstanceOf(RejectedExecutionException.class);
    full.set(false);
    mailbox.offer(2);
    turns.remove().run();

    assertThat(handled).containsExactly(1, 2);
  }

  @Test
  void recoversWhenTheExecutorRefusedItAFurtherTurn() {
    AtomicBoolean full = new AtomicBoolean();
    Executor executor =
        task -> {
          if (full.get()) {
            throw new RejectedExecutionException("full");
          }
          turns.add(task);
        };
    Mailbox<Integer> mailbox = new Mailbox<>(executor, 1_000, handled::add);
    IntStream.range(0, 300).forEach(mailbox::offer);

    full.set(true);
    assertThatThrownBy(turns.remove()::run).isInstanceOf(RejectedExecutionException.class);
    full.set(false);
    mailbox.offer(300);
    turns.remove().run();

    assertThat(handled).containsExactlyElementsOf(IntStream.rangeClosed(0, 300).boxed().toList());
  }

  @Test
  void runsOnTheThreadOfTheProducerIfTheExecutorDoes() {
    AtomicReference<Mailbox<Integer>> self = new AtomicReference<>();
    self.set(
        new Mailbox<>(
            Runnable::run,
            1_000,
            message -> {
              handled.add(message);
              if (message == 0) {
                IntStream.rangeClosed(1, 600).forEach(self.get()::offer);
                handled.add(-1); // Not one inside the other.
              }
            }));

    self.get().offer(0);

    assertThat(handled).hasSize(602).startsWith(0, -1, 1).endsWith(599, 600);
  }

  /**
   * Many producers against one handler that keeps its state in plain fields: nothing is lost, each
   * producer's order is kept, no two are ever in the handler, and what one call wrote the next one
   * sees.
   */
  @Test
  void losesNothingAndOverlapsNothingUnderLoad() throws Exception {
    int producers = 6;
    int each = 100_000;
    Plain plain = new Plain(producers);
    CountDownLatch done = new CountDownLatch(producers * each);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorService sources = Executors.newFixedThreadPool(producers)) {
      Mailbox<int[]> mailbox =
          new Mailbox<>(
              threads,
              1_000,
              message -> {
                plain.handle(message[0], message[1]);
                done.countDown();
              });
      for (int p = 0; p < producers; p++) {
        int producer = p;
        sources.execute(() -> {
          for (int i = 0; i < each; i++) {
            int[] message = {producer, i};
            if (i % 1_000 == 0) {
              mailbox.force(message);
            } else {
              while (!mailbox.offer(message)) {
                Thread.onSpinWait();
              }
            }
          }
        });
      }
      done.await();

      assertThat(plain.faults).isZero();
      assertThat(plain.count).isEqualTo(producers * each);
      assertThat(mailbox.size()).isZero();
    }
  }

  /** Puts a message in just when the mailbox gives its thread back: nobody may sleep through it. */
  @Test
  void neverSleepsThroughAMessage() {
    AtomicInteger seen = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Mailbox<Integer> mailbox = new Mailbox<>(threads, 10, _ -> seen.incrementAndGet());
      for (int i = 1; i <= 200_000; i++) {
        mailbox.offer(i);
        long start = System.nanoTime();
        while (seen.get() < i) {
          assertThat(System.nanoTime() - start).as("message %d", i).isLessThan(5_000_000_000L);
        }
        for (int spin = i % 128; spin > 0; spin--) {
          Thread.onSpinWait(); // The moment is a few nanoseconds long: try them all.
        }
      }
    }
  }

  /** State without any synchronization of its own; a fault is counted where it shows. */
  private static final class Plain {
    private final int[] next;
    private boolean inside;
    int count;
    int faults;

    Plain(int producers) {
      next = new int[producers];
    }

    void handle(int producer, int number) {
      if (inside || next[producer] != number) {
        faults++;
      }
      inside = true;
      next[producer] = number + 1;
      count++;
      inside = false;
    }
  }
}
