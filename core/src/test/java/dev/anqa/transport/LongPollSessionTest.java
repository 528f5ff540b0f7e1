package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.channel.Outbound;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.SystemTime;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.RawSocket;
import dev.anqa.socket.RawSocketHandler;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryEvent.LimitStage;
import dev.anqa.transport.LongPollClient.Reply;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The life of a session, by {@code test/phoenix/integration/long_poll_channels_test.exs}: each
 * promise twice, for requests that find the session at hand, and for those that reach it through
 * the topics.
 */
final class LongPollSessionTest {
  /** How a client's requests find its session. */
  enum Way {
    AT_HAND,
    THROUGH_TOPICS;

    LongPollClient connect(LongPollNode node) throws Exception {
      LongPollClient client = node.connected();
      if (this == THROUGH_TOPICS) {
        client.token = LongPollNode.seenFromElsewhere(client.token);
      }
      return client;
    }
  }

  private static Frame text(String text) {
    return new Frame.Text(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void keepsMessagesInOrderUntilThePoll(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);
      node.session().onText = RecordingSession::echo;

      for (int i = 0; i < 5; i++) {
        assertThat(client.post("message " + i).status()).isEqualTo(200);
      }
      Reply reply = client.get();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.token()).isEqualTo(client.token);
      assertThat(reply.messages())
          .containsExactly("message 0", "message 1", "message 2", "message 3", "message 4");
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersAPollWithNothingAfterTheWindow(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.window(LongPollNode.SHORT))) {
      LongPollClient client = way.connect(node);
      long start = System.nanoTime();

      Reply reply = client.get();

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.token()).isEqualTo(client.token);
      assertThat(reply.messages()).isEmpty();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(LongPollNode.SHORT.toNanos());
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersAPollThatWaitsWithTheFirstMessages(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.window(Duration.ofMinutes(1)))) {
      LongPollClient client = way.connect(node);

      CompletableFuture<Reply> poll = client.getAsync();
      awaitPoll(node);
      node.session()
          .outbound
          .execute(() -> {
            node.session().outbound.send(text("a"));
            node.session().outbound.send(new Frame.Several(List.of(text("b"), text("c"))));
          });

      assertThat(poll.get().messages()).containsExactly("a", "b", "c");
    }
  }

  /** Until a poll waits: there is nothing to be seen of it but that it is not answered. */
  private static void awaitPoll(LongPollNode node) {
    await().pollDelay(Duration.ofMillis(50)).until(() -> !node.sessions.isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void takesABatchInItsOrder(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);

      Reply reply = client.postLines("[1]", LongPollClient.base64("bin"), "[2]\r", "", "[3]", "");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(node.session().calls)
          .containsExactly("opened", "text [1]", "binary of 3", "text [2]", "text [3]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ignoresWhatIsBehindTheHundredthMessage(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);
      String[] lines = IntStream.range(0, 101).mapToObj("[%d]"::formatted).toArray(String[]::new);

      assertThat(client.postLines(lines).status()).isEqualTo(200);

      List<String> expected = new ArrayList<>(List.of("opened"));
      IntStream.range(0, 100).forEach(i -> expected.add("text [" + i + "]"));
      assertThat(node.session().calls).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesAnyOtherBodyForOneText(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);

      client.post("[1]\n[2]", "content-type", "application/x-ndjson; charset=utf-8");
      client.post("json", "content-type", "application/json");
      client.post("none");

      assertThat(node.session().calls)
          .containsExactly("opened", "text [1]\n[2]", "text json", "text none");
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesALineThatIsNotBase64(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);

      assertThat(client.postLines("[1]", "{\"topic\":1}").http()).isEqualTo(500);
      assertThat(client.postLines("[1]", "QUI").http()).isEqualTo(500); // Without its padding.

      assertThat(client.postLines("[2]").status()).isEqualTo(200);
      assertThat(node.session().calls).containsExactly("opened", "text [2]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWithAMessageThatIsNone(Way way) throws Exception {
    SocketHandler socket = SocketHandler.anonymous();
    try (LongPollNode node = LongPollNode.start(PubSub.builder().build(), socket, _ -> {})) {
      LongPollClient client = way.connect(node);

      assertThat(client.query("vsn=2.0.0").post("not JSON").status()).isEqualTo(408);

      Reply next = client.get();
      assertThat(next.status()).isEqualTo(410);
      assertThat(next.token()).isNotEqualTo(client.token);
      assertThat(node.events(TelemetryEvent.SocketClosed.class))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.source().transport()).isEqualTo("longpoll");
            assertThat(event.code()).isEqualTo(1011);
          });
    }
  }

  @Test
  void endsWithATextThatIsNotUtf8() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = node.connected();

      Reply reply = client.sendAsync("POST", "gr\u00fc\u00df".getBytes(ISO_8859_1)).get();

      assertThat(reply.status()).isEqualTo(408);
      await().until(() -> node.session().calls.size() == 2);
      assertThat(node.session().calls).containsExactly("opened", "closed TransportFailed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWhenItIsNotPolledWhateverIsPosted(Way way) throws Exception {
    try (LongPollNode node =
        LongPollNode.start(
            o -> o.window(Duration.ofMillis(100)).pubsubTimeout(Duration.ofMillis(300)))) {
      LongPollClient client = way.connect(node);
      long start = System.nanoTime();

      await().pollInterval(Duration.ofMillis(20)).until(() -> client.post("x").status() == 410);

      // Once to twice one and a half windows, and what it takes to notice.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(150), Duration.ofMillis(1_500));
      assertThat(node.session().calls.getLast()).isEqualTo("closed Inactive");
    }
  }

  /** A look that comes late, as on a node that stood still, finds no poll of the time between. */
  @Test
  void livesWhenTheNodeItselfWasLate() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Duration patience = LongPollNode.SHORT.multipliedBy(3).dividedBy(2);
    try (SystemTime time = new SystemTime("anqa-test-timer");
        LongPollNode node =
            LongPollNode.mounting(
                builder -> builder.time(late(time, patience, looks)),
                null,
                mount -> mount.longpoll(o -> o.window(LongPollNode.SHORT)))) {
      LongPollClient client = node.connected();
      assertThat(client.get().status()).isEqualTo(204);
      await().until(() -> looks.get() == 1);

      assertThat(client.post("x").status()).isEqualTo(200);
    }
  }

  /** Lets timers of one length fire only after twice as long. */
  private static Time late(Time time, Duration length, AtomicInteger fired) {
    return new Time() {
      @Override
      public Instant now() {
        return time.now();
      }

      @Override
      public long nanos() {
        return time.nanos();
      }

      @Override
      public Timer after(Duration delay, Runnable task) {
        if (!delay.equals(length)) {
          return time.after(delay, task);
        }
        return time.after(
            delay.multipliedBy(2),
            () -> {
              task.run();
              fired.incrementAndGet();
            });
      }
    };
  }

  @Test
  void livesAsLongAsItIsPolled() throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.window(LongPollNode.SHORT))) {
      LongPollClient client = node.connected();
      long end = System.nanoTime() + Duration.ofMillis(900).toNanos();

      while (System.nanoTime() < end) {
        assertThat(client.get().status()).isEqualTo(204);
      }

      assertThat(node.sessions).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersThePollThatWaitsWhenTheSessionCloses(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.window(Duration.ofMinutes(1)))) {
      LongPollClient client = way.connect(node);

      CompletableFuture<Reply> poll = client.getAsync();
      awaitPoll(node);
      node.session().outbound.send(text("last"));
      node.session().outbound.close(1001, "");

      assertThat(poll.get().messages()).containsExactly("last");
      await().until(() -> node.session().calls.contains("closed Closed"));
      assertThat(client.post("x").status()).isEqualTo(410);
      assertThat(node.events(TelemetryEvent.SocketClosed.class))
          .extracting(TelemetryEvent.SocketClosed::code)
          .containsExactly(1001);
    }
  }

  @Test
  void givesNothingToAPollWhoseClientHasGone() throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.window(Duration.ofMinutes(1)))) {
      LongPollClient client = node.connected();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.endpoint.port())) {
        String request =
            "GET /socket/longpoll?token=" + client.token + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        awaitPoll(node);
      }
      await().pollDelay(Duration.ofMillis(100)).until(() -> true); // For the end to be seen.

      node.session().outbound.send(text("kept"));

      assertThat(client.get().messages()).containsExactly("kept");
    }
  }

  @Test
  void givesMessagesToTheNewestPoll() throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.window(Duration.ofSeconds(1)))) {
      LongPollClient client = node.connected();

      CompletableFuture<Reply> first = client.getAsync();
      awaitPoll(node);
      CompletableFuture<Reply> second = client.getAsync();
      awaitPoll(node);
      node.session().outbound.send(text("new"));

      assertThat(second.get().messages()).containsExactly("new");
      assertThat(first.get().status()).isEqualTo(204);
    }
  }

  @ParameterizedTest
  @EnumSource
  void letsAPostWaitForASessionThatWantsNoMore(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);
      node.session().outbound.reading(false);

      CompletableFuture<Reply> waiting = client.sendAsync("POST", "a");
      awaitPoll(node);
      assertThat(node.session().calls).containsExactly("opened");
      node.session().outbound.reading(true);

      assertThat(waiting.get().status()).isEqualTo(200);
      assertThat(node.session().calls).containsExactly("opened", "text a");
    }
  }

  /** Row 75: a callback that never returns, here of a socket that has enough to do. */
  @ParameterizedTest
  @EnumSource
  void answers408WhenMessagesAreNotTakenWithinTheWindow(Way way) throws Exception {
    CountDownLatch forEver = new CountDownLatch(1);
    RawSocket blocking = (frame, connection) -> forEver.await();
    RawSocketHandler socket =
        RawSocketHandler.anonymous("Blocking", () -> blocking)
            .limits(SocketLimits.standard().backlogBytes(1));
    try (LongPollNode node =
        LongPollNode.start(PubSub.builder().build(), socket, o -> o.window(LongPollNode.SHORT))) {
      LongPollClient client = way.connect(node);

      assertThat(client.postLines("[1]").status()).isEqualTo(200); // It is being handled.
      assertThat(client.postLines("[2]", "[3]").status()).isEqualTo(408);

      assertThat(client.get().status()).isEqualTo(204); // The session lives.
      forEver.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWhenMoreWaitsThanItsLimit(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.maxPendingBytes(1_000))) {
      LongPollClient client = way.connect(node);

      node.session().outbound.send(text("x".repeat(10_000))); // One of any size.
      assertThat(client.get().messages()).hasSize(1);
      node.session().outbound.send(text("x".repeat(10_000)));
      node.session().outbound.send(text("y"));

      await().until(() -> node.session().calls.contains("closed TransportFailed"));
      assertThat(client.get().status()).isEqualTo(410);
      assertThat(node.events(TelemetryEvent.SlowConsumerClosed.class))
          .extracting(TelemetryEvent.SlowConsumerClosed::limitBytes)
          .containsExactly(1_000L);
      assertThat(node.events(TelemetryEvent.SocketClosed.class))
          .extracting(TelemetryEvent.SocketClosed::code)
          .containsExactly(1013);
    }
  }

  /** A channel that pushes much, and then replies, while the loop has other work. */
  @Test
  void keepsRoomInItsLineForWhatMustNotBeDropped() throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.maxPendingBytes(1_000))) {
      LongPollClient client = node.connected();
      Outbound outbound = node.session().outbound;
      CompletableFuture<Void> otherWork = new CompletableFuture<>();
      outbound.execute(otherWork::join);
      outbound.send(text("x".repeat(600)), WebSocketOutboxTest.SHEDDABLE);
      outbound.send(text("y".repeat(600)), WebSocketOutboxTest.SHEDDABLE); // Waits for a second.
      outbound.send(text("reply"));
      otherWork.complete(null);

      assertThat(client.get().messages()).containsExactly("x".repeat(600), "reply");
    }
  }

  /** What a message costs beside its bytes counts too: 64. */
  @ParameterizedTest
  @EnumSource
  void holdsAsMuchAsItsLimitAndNoByteMore(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.maxPendingBytes(1_000))) {
      LongPollClient client = way.connect(node);
      node.session().outbound.send(text("x".repeat(936)));
      node.session().outbound.send(text("y"));

      assertThat(client.get().messages()).hasSize(2);
      assertThat(pendingLimit(node).refused()).isZero();

      LongPollClient other = way.connect(node);
      node.session().outbound.send(text("x".repeat(937)));
      node.session().outbound.send(text("y"));

      await().until(() -> node.session().calls.contains("closed TransportFailed"));
      assertThat(other.get().status()).isEqualTo(410);
      assertThat(pendingLimit(node).refused()).isEqualTo(1);
      assertThat(node.events(TelemetryEvent.LimitReached.class))
          .extracting(TelemetryEvent.LimitReached::stage)
          .contains(LimitStage.NEAR, LimitStage.REFUSED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void livesWithMoreThanItsLimitWhereItOnlyObserves(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.maxPendingBytes(Cap.observe(1_000)))) {
      LongPollClient client = way.connect(node);
      node.session().outbound.send(text("x".repeat(936)));
      node.session().outbound.send(text("y"));
      node.session().outbound.send(text("z"));

      assertThat(client.get().messages()).hasSize(3);
      assertThat(pendingLimit(node).observed()).isEqualTo(1); // It would have ended, once.
      assertThat(node.events(TelemetryEvent.LimitReached.class))
          .extracting(TelemetryEvent.LimitReached::stage)
          .startsWith(LimitStage.NEAR, LimitStage.OBSERVED);
    }
  }

  private static Limit pendingLimit(LongPollNode node) {
    return node.endpoint.limits().find("pending bytes of long-poll", "/socket").orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void sendsBinaryMessagesAsTheTextThatTheirBytesAre(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);
      byte[] bytes = {0, 1, '"', '\\', '\n', 0x7f, (byte) 0xc3, (byte) 0xbc};

      node.session().outbound.send(new Frame.Binary(bytes));

      assertThat(client.get().messages()).containsExactly(new String(bytes, UTF_8));
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesOutABinaryMessageThatIsNoTextAndNoOther(Way way) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = way.connect(node);

      node.session().outbound.send(text("before"));
      node.session().outbound.send(new Frame.Binary(new byte[] {0, (byte) 0xff}));
      node.session().outbound.send(new Frame.Ping(new byte[0]));
      node.session().outbound.send(text("behind"));

      assertThat(client.messages(2)).containsExactly("before", "behind");
      assertThat(node.events(TelemetryEvent.BinaryDropped.class))
          .extracting(TelemetryEvent.BinaryDropped::bytes)
          .containsExactly(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsWithTheEndpoint(boolean polling) throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.window(Duration.ofMinutes(1)))) {
      LongPollClient client = node.connected();
      CompletableFuture<Reply> poll = polling ? client.getAsync() : null;
      awaitPoll(node);

      long start = System.nanoTime();
      node.endpoint.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      if (poll != null) {
        assertThat(poll.get().status()).isEqualTo(204);
      }
      assertThat(node.session().calls).containsExactly("opened", "closed Closed");
      assertThat(node.events(TelemetryEvent.SocketClosed.class))
          .extracting(TelemetryEvent.SocketClosed::code)
          .containsExactly(1012);
    }
  }
}
