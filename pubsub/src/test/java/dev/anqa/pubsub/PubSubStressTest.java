package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads subscribe, close and broadcast at once: nothing is lost, nobody haunts a topic. */
final class PubSubStressTest {
  private static final int PARTITIONS = 3;
  private static final int QUEUE = 4_000_000; // No broadcast may be dropped here.

  private final ExecutorService loops = Executors.newFixedThreadPool(PARTITIONS);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final PubSub pubsub = PubSub.builder().build();
  private final List<Partition> partitions = new ArrayList<>();
  private final List<PubSubEvent> events = new ArrayList<>();

  PubSubStressTest() {
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(pubsub.addPartition(new MailboxExecutor(loops, QUEUE)));
    }
    pubsub.listen(event -> {
      synchronized (events) {
        events.add(event);
      }
    });
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    loops.shutdownNow();
    pubsub.close();
  }

  @Test
  void losesNothingAndKeepsNobodyUnderChurn() throws Exception {
    int storms = 2;
    int churners = 4;
    int each = 60_000;
    List<Witness> witnesses = new ArrayList<>();
    List<Subscription> stay = new ArrayList<>();
    for (Partition partition : partitions) {
      Witness witness = new Witness();
      witnesses.add(witness);
      stay.add(pubsub.subscribe("room:1", witness, partition));
    }

    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < storms; i++) {
      String name = "storm" + i;
      work.add(() -> storm(name, each));
    }
    AtomicInteger turn = new AtomicInteger();
    for (int i = 0; i < churners; i++) {
      work.add(
          () -> churn("room:1", partitions.get(turn.getAndIncrement() % PARTITIONS), each / 4));
    }
    work.add(() -> churn("room:2", partitions.get(0), each / 4)); // Comes and goes as a whole.
    work.add(() -> churn("room:2", partitions.get(1), each / 4));
    int faults = 0;
    for (Future<Integer> one : threads.invokeAll(work)) {
      faults += one.get();
    }
    settle();

    assertThat(faults).isZero();
    assertThat(events).isEmpty();
    assertThat(witnesses)
        .allSatisfy(witness -> {
          assertThat(witness.faults).isZero();
          assertThat(witness.next).hasSize(storms).containsValue(each);
        });
    assertThat(pubsub.topics()).containsExactly("room:1");
    assertThat(pubsub.subscriptions("room:1")).containsExactlyInAnyOrderElementsOf(stay);
    assertThat(pubsub.count("room:1")).isEqualTo(PARTITIONS);

    stay.forEach(Subscription::close);
    settle();
    assertThat(pubsub.topics()).isEmpty();
  }

  /**
   * Formats are counted in and out while others broadcast: what is delivered is in the right one.
   */
  @Test
  void servesEachSubscriberInItsFormatUnderChurn() throws Exception {
    List<Format> formats = List.of(new Named("x"), new Named("y"), new Named("z"));
    AtomicInteger served = new AtomicInteger();
    AtomicInteger faults = new AtomicInteger();
    CountDownLatch churned = new CountDownLatch(PARTITIONS);
    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      Partition partition = partitions.get(i);
      work.add(() -> {
        for (int n = 0; n < 5_000; n++) {
          Format format = formats.get(ThreadLocalRandom.current().nextInt(formats.size()));
          Subscriber one = new Checked(format, served, faults);
          Subscription subscription = pubsub.subscribe("room:1", one, partition);
          pubsub.broadcast(new Broadcast("room:1", "mine", Payload.empty()));
          subscription.close();
        }
        churned.countDown();
        return 0;
      });
    }
    work.add(() -> {
      while (churned.getCount() > 0) {
        pubsub.broadcast(new Broadcast("room:1", "storm", Payload.empty()));
      }
      return 0;
    });
    for (Future<Integer> one : threads.invokeAll(work)) {
      one.get();
    }
    settle();

    assertThat(faults).hasValue(0);
    assertThat(served.get()).isGreaterThanOrEqualTo(PARTITIONS * 5_000);
    assertThat(pubsub.topics()).isEmpty();
    assertThat(events).isEmpty();
  }

  private int storm(String name, int count) {
    for (int i = 0; i < count; i++) {
      pubsub.broadcast(new Broadcast("room:1", name, Payload.json("" + i))).orThrow();
    }
    return 0;
  }

  /** Subscribes, says something, closes, says something else: hears the first alone, and once. */
  private int churn(String topic, Partition partition, int count) throws Exception {
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Heard heard = new Heard();
      all.add(heard);
      Subscription subscription = pubsub.subscribe(topic, heard, partition);
      pubsub.broadcast(new Broadcast(topic, "in", heard.mark)).orThrow();
      if (i % 2 == 0) {
        subscription.close();
      } else {
        pubsub.unsubscribe(topic, heard);
      }
      pubsub.broadcast(new Broadcast(topic, "out", heard.mark)).orThrow();
    }
    settle();
    return (int) all.stream().filter(heard -> heard.in != 1 || heard.out != 0).count();
  }

  /** Waits until each partition has done what it was given before. */
  private void settle() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(PARTITIONS);
    partitions.forEach(partition -> partition.thread.execute(done::countDown));
    await().until(() -> done.getCount() == 0);
    done.await(); // Makes what they wrote visible here.
  }

  /** Checks that each storm arrives whole and in order. Written on one partition's thread. */
  private static final class Witness implements Subscriber {
    final Map<String, Integer> next = new HashMap<>();
    int faults;

    @Override
    public void deliver(Batch batch) {
      for (int i = 0; i < batch.size(); i++) {
        Broadcast broadcast = batch.broadcast(i);
        if (broadcast.event().startsWith("storm")) {
          int number = Integer.parseInt(broadcast.payload().text());
          if (next.merge(broadcast.event(), 1, Integer::sum) != number + 1) {
            faults++;
          }
        }
      }
    }
  }

  /** Counts what bears its own mark. Written on one partition's thread. */
  private static final class Heard implements Subscriber {
    final Payload mark = Payload.json("{\"of\":\"churner\"}");
    int in;
    int out;

    @Override
    public void deliver(Batch batch) {
      for (int i = 0; i < batch.size(); i++) {
        Broadcast broadcast = batch.broadcast(i);
        if (broadcast.payload() == mark) {
          if (broadcast.event().equals("in")) {
            in++;
          } else {
            out++;
          }
        }
      }
    }
  }

  private record Named(String name) implements Format {
    @Override
    public Encoded encode(Broadcast broadcast) {
      return new Form(this);
    }

    @Override
    public Encoded join(List<Encoded> parts) {
      return new Form(this);
    }
  }

  private record Form(Named format) implements Encoded {}

  private record Checked(Format format, AtomicInteger served, AtomicInteger faults)
      implements Subscriber {
    @Override
    public void deliver(Batch batch) {
      served.incrementAndGet();
      if (!(batch.encoded(format) instanceof Form form) || form.format != format) {
        faults.incrementAndGet();
      }
    }
  }
}
