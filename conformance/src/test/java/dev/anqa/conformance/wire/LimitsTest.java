package dev.anqa.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.RawSocket;
import dev.anqa.socket.RawSocketHandler;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.WebSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one connection may take: as much as its limits say, one too much, and only observed. */
final class LimitsTest {
  private final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
  private final StandingTime time = new StandingTime();
  private final CountDownLatch work = new CountDownLatch(1);
  private Endpoint endpoint;

  /** Echoes; but not before the work is done, if it is asked to wait. */
  private final class WorkingChannel implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
        throws Exception {
      if (event.equals("work")) {
        work.await();
      }
      return HandleResult.ok(payload);
    }
  }

  private static final class Echo implements RawSocket {
    @Override
    public void handleIn(Frame frame, Connection connection) {
      connection.send(frame);
    }
  }

  @AfterEach
  void stop() {
    work.countDown();
    endpoint.close();
    time.close();
  }

  private Phoenix client(Vsn vsn, UnaryOperator<SocketLimits> limits) {
    start(limits, _ -> {});
    return new Phoenix(open("/socket/websocket?vsn=" + vsn.number()), vsn);
  }

  private void start(UnaryOperator<SocketLimits> limits, Consumer<WebSocketOptions> options) {
    SocketLimits changed = limits.apply(SocketLimits.standard());
    endpoint =
        Endpoint.builder()
            .http(0, http -> http.host("127.0.0.1"))
            .noLog()
            .telemetry(events::add)
            .time(time)
            .shutdownGrace(Duration.ZERO)
            .socket(
                "/socket",
                SocketHandler.anonymous().channel("room:*", WorkingChannel::new).limits(changed),
                mount -> mount.websocket(options))
            .socket("/raw", RawSocketHandler.anonymous("Echo", Echo::new).limits(changed))
            .start();
  }

  private WsClient open(String path) {
    return WsClient.connect(endpoint.port(), path);
  }

  private Limit limit(String name) {
    return endpoint.limits().find(name, "/socket").orElseThrow();
  }

  private List<TelemetryEvent.LimitStage> stages(String limit) {
    return events.stream()
        .filter(TelemetryEvent.LimitReached.class::isInstance)
        .map(TelemetryEvent.LimitReached.class::cast)
        .filter(event -> event.limit().equals(limit))
        .map(TelemetryEvent.LimitReached::stage)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Vsn.class)
  void aJoinOfOneChannelTooManyIsRefused(Vsn vsn) {
    try (Phoenix client = client(vsn, l -> l.maxChannels(2))) {
      client.joined("room:1");
      client.joined("room:2");
      Sent third = client.join("room:3");
      client.expect(
          third.error(
              "{\"reason\":\"too many channels joined\",\"limit\":\"channels per connection\","
                  + "\"value\":3,\"maximum\":2,\"option\":\"SocketLimits.maxChannels\"}"));
      assertThat(stages("channels per connection"))
          .containsExactly(TelemetryEvent.LimitStage.NEAR, TelemetryEvent.LimitStage.REFUSED);

      limit("channels per connection").set(Cap.enforce(3));
      client.joined("room:3");
    }
  }

  @Test
  void aJoinOfOneChannelTooManyIsOnlyObserved() {
    try (Phoenix client = client(Vsn.V2, l -> l.maxChannels(Cap.observe(2)))) {
      client.joined("room:1");
      client.joined("room:2");
      client.joined("room:3");
      assertThat(limit("channels per connection").observed()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Vsn.class)
  void joinsThatComeTooFastAreRefused(Vsn vsn) {
    try (Phoenix client = client(vsn, l -> l.joinsPerSecond(3))) {
      for (int i = 1; i <= 3; i++) {
        client.joined("room:" + i);
      }
      Sent fourth = client.join("room:4");
      client.expect(
          fourth.error(
              "{\"reason\":\"too many joins\",\"limit\":\"joins per second\",\"value\":4,"
                  + "\"maximum\":3,\"option\":\"SocketLimits.joinsPerSecond\"}"));
      client.expectNothingFrom("room:1");
    }
  }

  @Test
  void joinsThatComeTooFastAreOnlyObserved() {
    try (Phoenix client = client(Vsn.V2, l -> l.joinsPerSecond(Cap.observe(3)))) {
      for (int i = 1; i <= 4; i++) {
        client.joined("room:" + i);
      }
      assertThat(limit("joins per second").observed()).isEqualTo(1);
    }
  }

  private static void expectLimitTold(WsClient client, int code, String text) {
    var close = client.next();
    String reason = new String(close.payload(), 2, close.payload().length - 2, UTF_8);
    assertThat(close.closeCode()).isEqualTo(code);
    assertThat(reason).isEqualTo(text);
  }

  @Test
  void messagesThatComeTooFastCloseWith1008() {
    try (Phoenix client = client(Vsn.V2, l -> l.messagesPerSecond(3))) {
      client.joined("room:1");
      client.expect(client.heartbeat().ok());
      client.expect(client.send("room:1", "echo").ok());
      client.send("room:1", "echo");
      expectLimitTold(
          client.socket(),
          1008,
          "messages per second: 4 (allowed: 3). Option: SocketLimits.messagesPerSecond");
    }
  }

  @Test
  void framesOfARawSocketThatComeTooFastCloseWith1008() {
    start(l -> l.messagesPerSecond(2), _ -> {});
    try (WsClient client = open("/raw/websocket")) {
      for (int i = 0; i < 2; i++) {
        client.sendText("a");
        assertThat(client.next().text()).isEqualTo("a");
      }
      client.sendText("b");
      expectLimitTold(
          client,
          1008,
          "messages per second: 3 (allowed: 2). Option: SocketLimits.messagesPerSecond");
    }
  }

  @Test
  void messagesThatComeTooFastAreOnlyObserved() {
    try (Phoenix client = client(Vsn.V2, l -> l.messagesPerSecond(Cap.observe(3)))) {
      client.joined("room:1");
      for (int i = 0; i < 5; i++) {
        client.expect(client.send("room:1", "echo").ok());
      }
      assertThat(limit("messages per second").observed()).isEqualTo(3);
    }
  }

  @Test
  void messagesOfWhichNobodyWantsToKnowAreNotCounted() {
    try (Phoenix client = client(Vsn.V2, l -> l.messagesPerSecond(Cap.off()))) {
      client.joined("room:1");
      for (int i = 0; i < 3_000; i++) {
        client.send("room:1", "echo");
      }
      String answer = client.heartbeat().ok();
      String next = client.next();
      while (!next.equals(answer)) {
        next = client.next();
      }
    }
  }

  @Test
  void aMessageTooManyForAMailboxIsRefused() {
    try (Phoenix client = client(Vsn.V2, l -> l.mailboxCapacity(2))) {
      client.joined("room:1");
      Sent working = client.send("room:1", "work");
      awaitWork();
      Sent first = client.send("room:1", "echo");
      Sent second = client.send("room:1", "echo");
      Sent third = client.send("room:1", "echo");
      client.expect(
          third.error(
              "{\"reason\":\"mailbox full\",\"limit\":\"messages in a mailbox\",\"value\":3,"
                  + "\"maximum\":2,\"option\":\"SocketLimits.mailboxCapacity\"}"));
      work.countDown();
      client.expect(working.ok(), first.ok(), second.ok());
      assertThat(limit("messages in a mailbox").refused()).isEqualTo(1);
    }
  }

  /** Until the channel is in its work, and nothing waits. */
  private void awaitWork() {
    await()
        .until(() ->
            endpoint.sessions().sockets().stream()
                .flatMap(socket -> socket.channels().stream())
                .anyMatch(channel -> channel.handled() == 1));
  }

  @Test
  void aMessageTooManyForAMailboxIsOnlyObserved() {
    try (Phoenix client = client(Vsn.V2, l -> l.mailboxCapacity(Cap.observe(2)))) {
      client.joined("room:1");
      Sent working = client.send("room:1", "work");
      awaitWork();
      Sent[] sent = new Sent[3];
      for (int i = 0; i < 3; i++) {
        sent[i] = client.send("room:1", "echo");
      }
      await().until(() -> limit("messages in a mailbox").observed() == 1);
      work.countDown();
      client.expect(working.ok(), sent[0].ok(), sent[1].ok(), sent[2].ok());
    }
  }

  @Test
  void aClientWhoseMessagesAreNotHandledWaits() {
    try (Phoenix client = client(Vsn.V2, l -> l.backlogBytes(1_000))) {
      client.joined("room:1");
      client.send("room:1", "work");
      for (int i = 0; i < 20; i++) {
        client.send("room:1", "echo");
      }
      await().until(() -> limit("bytes not handled").refused() > 0);
      assertThat(stages("bytes not handled"))
          .containsExactly(TelemetryEvent.LimitStage.NEAR, TelemetryEvent.LimitStage.DELAYED);
      work.countDown();
      for (int i = 0; i < 21; i++) {
        assertThat(client.next()).contains("ok");
      }
    }
  }

  /** Each echo takes 130 bytes: two of payload, 128 for all else. */
  @Test
  void aClientWaitsFromTheFirstByteTooManyOnThatIsNotHandled() {
    try (Phoenix client = client(Vsn.V2, l -> l.backlogBytes(260))) {
      client.joined("room:1");
      Sent working = client.send("room:1", "work");
      awaitWork();
      Sent first = client.send("room:1", "echo");
      Sent second = client.send("room:1", "echo");
      client.expect(client.heartbeat().ok());
      assertThat(limit("bytes not handled").refused()).isZero();
      Sent third = client.send("room:1", "echo");
      await().until(() -> limit("bytes not handled").refused() == 1);
      Sent heartbeat = client.heartbeat();
      work.countDown();
      client.expect(working.ok(), first.ok());
      client.expectInAnyOrder(second.ok(), third.ok(), heartbeat.ok());
    }
  }

  @Test
  void aClientWhoseMessagesAreNotHandledIsOnlyObserved() {
    try (Phoenix client = client(Vsn.V2, l -> l.backlogBytes(Cap.observe(260)))) {
      client.joined("room:1");
      Sent working = client.send("room:1", "work");
      awaitWork();
      Sent[] sent = new Sent[3];
      for (int i = 0; i < 3; i++) {
        sent[i] = client.send("room:1", "echo");
      }
      client.expect(client.heartbeat().ok()); // It is read on.
      assertThat(limit("bytes not handled").observed()).isEqualTo(1);
      assertThat(stages("bytes not handled"))
          .containsExactly(TelemetryEvent.LimitStage.NEAR, TelemetryEvent.LimitStage.OBSERVED);
      work.countDown();
      client.expect(working.ok(), sent[0].ok(), sent[1].ok(), sent[2].ok());
    }
  }

  @Test
  void aFrameTooLongClosesWith1009AndSaysHowLongItMayBe() {
    start(l -> l, w -> w.maxFrameBytes(100));
    try (WsClient client = open("/socket/websocket?vsn=2.0.0")) {
      client.sendText(heartbeatOf(100));
      assertThat(client.next().text()).contains("ok");
      client.sendText(heartbeatOf(101));
      expectLimitTold(
          client,
          1009,
          "message: 101 bytes (expected: <= 100). Option: WebSocketOptions.maxFrameBytes");
      assertThat(limit("frame bytes").refused()).isEqualTo(1);
      assertThat(stages("frame bytes")).contains(TelemetryEvent.LimitStage.NEAR);
    }
  }

  @Test
  void aFrameTooLongIsOnlyObserved() {
    start(l -> l, w -> w.maxFrameBytes(Cap.observe(100)));
    try (WsClient client = open("/socket/websocket?vsn=2.0.0")) {
      for (int length : new int[] {100, 101, 10_000}) {
        client.sendText(heartbeatOf(length));
        assertThat(client.next().text()).contains("ok");
      }
      assertThat(limit("frame bytes").observed()).isEqualTo(2);
    }
  }

  @Test
  void aMessageTooLongWhenItIsInflatedIsOnlyObserved() {
    start(l -> l, w -> w.compress(true).maxFrameBytes(Cap.observe(100)));
    String offer = "sec-websocket-extensions: permessage-deflate";
    String path = "/socket/websocket?vsn=2.0.0";
    try (WsClient client = WsClient.connect(endpoint.port(), path, offer)) {
      for (int length : new int[] {100, 101, 10_000}) {
        WsFrame message = WsFrame.deflated(WsFrame.TEXT, heartbeatOf(length).getBytes(UTF_8));
        assertThat(message.payload().length).isLessThan(100);
        client.send(message);
        assertThat(client.next().text()).contains("ok");
      }
      assertThat(limit("frame bytes").observed()).isEqualTo(2);
    }
  }

  private static String heartbeatOf(int bytes) {
    String message = "[null,\"1\",\"phoenix\",\"heartbeat\",{\"a\":\"\"}]";
    return message.replace("\"\"", "\"" + "x".repeat(bytes - message.length()) + "\"");
  }
}
