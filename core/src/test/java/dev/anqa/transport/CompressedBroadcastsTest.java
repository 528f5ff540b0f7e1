package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.serializer.Frame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CompressedBroadcastsTest {
  private final CompressedBroadcasts broadcasts = new CompressedBroadcasts();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void whoComesWhileAnotherCompressesGetsWhatThatOneMakes() throws Exception {
    Frame frame = new Frame.Text(new byte[1_000]);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<byte[]> first = new CompletableFuture<>();
    CompletableFuture<byte[]> second = new CompletableFuture<>();
    Thread loop =
        new Thread(
            () ->
                first.complete(
                    broadcasts.payload(
                        frame,
                        () -> {
                          begun.countDown();
                          awaitUninterrupted(goOn);
                          return made();
                        })),
            "first-loop");
    Thread other =
        new Thread(() -> second.complete(broadcasts.payload(frame, this::made)), "second-loop");
    loop.start();
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    other.start();
    await().until(() -> other.getState() == Thread.State.BLOCKED);

    // Other broadcasts do not wait.
    assertThat(broadcasts.payload(new Frame.Text(new byte[1_000]), this::made)).hasSize(1);
    goOn.countDown();

    assertThat(second.get(20, TimeUnit.SECONDS)).isSameAs(first.get(20, TimeUnit.SECONDS));
    assertThat(runs).hasValue(2);
  }

  @Test
  void knowsBroadcastsByTheirArrays() {
    byte[] bytes = new byte[1_000];
    byte[] made = broadcasts.payload(new Frame.Text(bytes), this::made);

    assertThat(broadcasts.payload(new Frame.Text(new byte[1_000]), this::made)).isNotSameAs(made);
    assertThat(broadcasts.knows(new Frame.Text(new byte[1_000]))).isFalse();
    assertThat(broadcasts.knows(new Frame.Binary(bytes))).isFalse();
  }

  @Test
  void triesAgainWhatFailed() {
    Frame frame = new Frame.Text(new byte[1_000]);

    assertThatThrownBy(() ->
            broadcasts.payload(
                frame,
                () -> {
                  throw new IllegalStateException("out of memory");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(broadcasts.payload(frame, this::made)).hasSize(1);
  }

  @Test
  void forgetsABroadcastThatNobodyHas() {
    for (int i = 0; i < 100; i++) {
      broadcasts.payload(new Frame.Text(new byte[1_000]), this::made);
    }
    await()
        .until(() -> {
          System.gc();
          return broadcasts.size() == 0;
        });
  }

  private byte[] made() {
    runs.incrementAndGet();
    return new byte[1];
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
