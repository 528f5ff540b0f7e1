package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final List<AdapterEvent> events = new CopyOnWriteArrayList<>();
  private final Semaphore network = new Semaphore(0);
  private final Outbox outbox = new Outbox("anqa-test-send", 4, 100_000, this::send, events::add);

  private void send(@Nullable String node, byte[] frames) throws Exception {
    network.acquire();
    String text = new String(frames, US_ASCII);
    if (text.startsWith("!")) {
      throw new IOException("the wire broke");
    }
    sent.add(node + " " + (text.length() > 100 ? text.length() : text));
  }

  private BroadcastResult offer(@Nullable String node, String text) {
    return outbox.offer(node, text.getBytes(US_ASCII));
  }

  /** Has the thread wait in the wire with this, so that what follows waits in the queue. */
  private void hold(String text) {
    offer(null, text);
    await().until(network::hasQueuedThreads);
  }

  @AfterEach
  void close() {
    network.release(100);
    outbox.close();
  }

  @Test
  void sendsTogetherWhatWaitsForTheSameReceivers() {
    hold("a");
    offer(null, "b");
    offer(null, "c");
    offer("x", "d");
    offer(null, "e");
    network.release(4);

    await().until(() -> sent.size() == 4);
    assertThat(sent).containsExactly("null a", "null bc", "x d", "null e");
  }

  @Test
  void sendsWhatIsLargeAlone() {
    hold("a");
    offer(null, "b".repeat(20_000));
    offer(null, "c".repeat(20_000));
    offer(null, "d".repeat(40_000));
    network.release(4);

    await().until(() -> sent.size() == 4);
    assertThat(sent).containsExactly("null a", "null 20000", "null 20000", "null 40000");
  }

  @Test
  void refusesWhatItHasNoRoomForAndTakesMoreWhenItHasAgain() {
    hold("a");
    for (int i = 0; i < 4; i++) {
      assertThat(offer(null, "" + i)).isEqualTo(BroadcastResult.ok());
    }

    assertThat(offer(null, "4"))
        .isEqualTo(
            BroadcastResult.failed(
                "the queue to other nodes is full: 4 broadcasts of 4 bytes wait"
                    + " (limits: 4 and 100,000)"));
    network.release(2);
    await().until(() -> sent.size() == 2);
    assertThat(offer(null, "5")).isEqualTo(BroadcastResult.ok());
    network.release(1);

    await().until(() -> sent.size() == 3);
    assertThat(sent).containsExactly("null a", "null 0123", "null 5");
  }

  @Test
  void countsBytesToo() {
    hold("a");
    assertThat(offer(null, "b".repeat(60_000))).isEqualTo(BroadcastResult.ok());

    assertThat(offer(null, "c".repeat(60_000))).isInstanceOf(BroadcastResult.Failed.class);
    assertThat(offer(null, "d".repeat(40_000))).isEqualTo(BroadcastResult.ok());
  }

  @Test
  void goesOnWhenTheWireFailsAndTellsHowManyAreLost() {
    hold("a");
    offer(null, "!");
    offer(null, "b");
    offer("x", "c");
    network.release(3);

    await().until(() -> sent.size() == 2);
    assertThat(sent).containsExactly("null a", "x c");
    assertThat(events)
        .containsExactly(new AdapterEvent.BroadcastsLost(2, "java.io.IOException: the wire broke"));
  }

  @Test
  void dropsWhatWaitsAndTellsHowMany() {
    hold("a");
    offer(null, "b");
    offer("x", "c");

    outbox.drop("gone");
    outbox.drop("nothing to tell");
    offer(null, "d");
    network.release(2);

    await().until(() -> sent.size() == 2);
    assertThat(sent).containsExactly("null a", "null d");
    assertThat(events).containsExactly(new AdapterEvent.BroadcastsLost(2, "gone"));
  }

  @Test
  void sendsWhatWaitsBeforeItIsClosed() {
    hold("a");
    offer("x", "b");
    network.release(2);

    outbox.close();

    assertThat(sent).containsExactly("null a", "x b");
    assertThat(offer(null, "c")).isEqualTo(BroadcastResult.failed("the adapter is closed"));
  }

  @Test
  void doesNotWaitForEverWhenItIsClosed() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Outbox stuck =
        new Outbox(
            "anqa-test-stuck",
            4,
            100,
            (_, _) -> {
              try {
                new CountDownLatch(1).await();
              } finally {
                interrupted.countDown();
              }
            },
            events::add);
    stuck.offer(null, new byte[1]);
    stuck.offer("x", new byte[1]);

    stuck.close();

    interrupted.await();
    await()
        .untilAsserted(() ->
            assertThat(events)
                .containsExactly(
                    new AdapterEvent.BroadcastsLost(1, "the adapter was closed"),
                    new AdapterEvent.BroadcastsLost(1, "java.lang.InterruptedException")));
  }

  @Test
  void hasAThreadWithItsName() {
    hold("a");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .contains("anqa-test-send");
  }
}
