package dev.anqa.conformance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.SlowPolicy;
import dev.anqa.conformance.client.Connection;
import dev.anqa.conformance.client.LongPoll;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.Wire;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that do not read, among many that do. */
final class SlowConsumerTest {
  private static final int OTHERS = 10;
  private static final int BUDGET = 256 * 1024;

  /** What may be there beside the budget: what is written in one turn, and one frame. */
  private static final int SLACK = 128 * 1024;

  private static final Cap PLENTY = Cap.enforce(1L << 30);

  /** Together more than the systems of both ends take of what is not read. */
  private static final int BROADCASTS = 3_000;

  private static final String FILLING = "x".repeat(4_000);
  private static final int SYMBOLS = 7;

  private final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
  private final List<Phoenix> clients = new ArrayList<>();
  private Endpoint endpoint;

  /** Echoes, and pushes all numbers if it is asked to. */
  private static final class Numbers implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      if (event.equals("push")) {
        for (int i = 0; i < BROADCASTS; i++) {
          socket.push("n", number(i));
        }
      }
      return HandleResult.ok(payload);
    }
  }

  private static Payload number(int i) {
    return Payload.json(
        "{\"n\":%d,\"symbol\":\"s%d\",\"filling\":\"%s\"}".formatted(i, i % SYMBOLS, FILLING));
  }

  private void start(Cap ofOne, Cap ofAll) {
    SocketHandler socket = SocketHandler.anonymous();
    for (String policy : List.of("close", "newest", "oldest", "latest", "symbols")) {
      socket = socket.channel(policy + ":*", Numbers::new);
    }
    SocketHandler mounted =
        socket
            .whenSlow("newest:*", SlowPolicy.dropNewest())
            .whenSlow("oldest:*", SlowPolicy.dropOldest())
            .whenSlow("latest:*", SlowPolicy.conflate())
            .whenSlow("symbols:*", SlowPolicy.conflateBy("symbol"));
    endpoint =
        Endpoint.builder()
            .http(0, http -> http.host("127.0.0.1"))
            .noLog()
            .telemetry(events::add)
            .limits(l -> l.pendingBytes(ofAll))
            .secretKeyBase("s".repeat(64))
            .socket(
                "/socket",
                mounted,
                mount ->
                    mount
                        .websocket(w -> w.maxPendingBytes(ofOne))
                        .longpoll(p -> p.maxPendingBytes(ofOne).window(Duration.ofMinutes(1))))
            .start();
  }

  @AfterEach
  void stop() {
    clients.forEach(Phoenix::close);
    endpoint.close();
  }

  /** On long-poll, one that polls when it is asked for a message. */
  private static final class Polling implements Connection {
    private final LongPoll session;
    private final Deque<WsFrame> polled = new ArrayDeque<>();

    Polling(int port) {
      session = new LongPoll(port, "/socket/longpoll?vsn=2.0.0").begin();
    }

    @Override
    public void sendText(String text) {
      assertThat(session.post(text).status()).isEqualTo(200);
    }

    @Override
    public void sendBinary(byte... bytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WsFrame next() {
      while (polled.isEmpty()) {
        LongPoll.Answer answer = session.poll();
        assertThat(answer.status()).as("of a poll; 410 is a session that ended").isNotEqualTo(410);
        answer.messages().forEach(message -> polled.add(WsFrame.text(message)));
      }
      return polled.remove();
    }

    @Override
    public WsFrame end(int code) {
      return WsFrame.close(code);
    }

    @Override
    public void confirmEnd(int code) {
      close();
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private Phoenix joined(String topic) {
    return joined(Wire.WEBSOCKET, topic);
  }

  private Phoenix joined(Wire wire, String topic) {
    Connection connection =
        wire == Wire.LONGPOLL
            ? new Polling(endpoint.port())
            : WsClient.connect(endpoint.port(), "/socket/websocket?vsn=2.0.0");
    Phoenix client = new Phoenix(connection, Vsn.V2);
    clients.add(client);
    client.joined(topic);
    return client;
  }

  private Limit ofAll() {
    return endpoint.limits().find("pending bytes of all connections", "").orElseThrow();
  }

  private long pending() {
    return ofAll().value().orElseThrow();
  }

  private <T extends TelemetryEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The number of a message; -1 if it is a reply. */
  private static int number(WsFrame frame) {
    String text = frame.text();
    int at = text.indexOf("{\"n\":");
    return at < 0 ? -1 : Integer.parseInt(text.substring(at + 5, text.indexOf(',', at)));
  }

  /** Broadcasts all numbers to clients that read them; the most that was pending meanwhile. */
  private long broadcastToOthers(String topic) throws Exception {
    Semaphore window = new Semaphore(2 * OTHERS);
    List<CompletableFuture<List<Integer>>> received = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      WsClient other = joined(topic).socket();
      received.add(
          CompletableFuture.supplyAsync(
              () -> {
                List<Integer> numbers = new ArrayList<>();
                while (numbers.size() < BROADCASTS) {
                  numbers.add(number(other.next()));
                  window.release();
                }
                return numbers;
              },
              Thread::startVirtualThread));
    }
    long most = 0;
    for (int i = 0; i < BROADCASTS; i++) {
      assertThat(window.tryAcquire(OTHERS, 10, TimeUnit.SECONDS)).isTrue();
      endpoint.broadcast(topic, "n", number(i));
      most = Math.max(most, pending());
    }
    for (CompletableFuture<List<Integer>> each : received) {
      List<Integer> numbers = each.get(10, TimeUnit.SECONDS);
      assertThat(IntStream.range(0, BROADCASTS).filter(i -> numbers.get(i) != i).boxed())
          .as("places of other numbers; there: %s", numbers)
          .isEmpty();
    }
    return Math.max(most, pending());
  }

  /** What a client finds when it reads at last, up to the reply to its last message. */
  private record Found(
      List<Integer> numbers, int beforeReplies, List<String> replies, long bytesWithoutDigits) {}

  private static Found read(Phoenix client, String last) {
    List<Integer> numbers = new ArrayList<>();
    List<String> replies = new ArrayList<>();
    int before = 0;
    long bytes = 0;
    while (!replies.contains(last)) {
      WsFrame frame = client.connection().next();
      int number = number(frame);
      if (number < 0) {
        replies.add(Vsn.V2.describe(frame));
      } else {
        numbers.add(number);
        before += replies.isEmpty() ? 1 : 0;
        bytes =
            headerBytes(client)
                + frame.payload().length
                - String.valueOf(number).getBytes(UTF_8).length;
      }
    }
    return new Found(numbers, before, replies, bytes);
  }

  private static long headerBytes(Phoenix client) {
    return client.connection() instanceof WsClient ? 4 : 0;
  }

  /** What was told is all that did not come, to the message and the byte. */
  private void assertDroppedTheRest(String route, Found found) {
    List<TelemetryEvent.FramesDropped> told = events(TelemetryEvent.FramesDropped.class);
    long bytes = 0;
    for (int i = 0; i < BROADCASTS; i++) {
      if (!found.numbers().contains(i)) {
        bytes += found.bytesWithoutDigits() + String.valueOf(i).length();
      }
    }
    assertThat(told).allSatisfy(event -> assertThat(event.route()).isEqualTo(route));
    assertThat(told.stream().mapToLong(TelemetryEvent.FramesDropped::count).sum())
        .isPositive()
        .isEqualTo(BROADCASTS - found.numbers().size());
    assertThat(told.stream().mapToLong(TelemetryEvent.FramesDropped::bytes).sum()).isEqualTo(bytes);
  }

  private static void assertFits(String policy, List<Integer> numbers) {
    int count = numbers.size();
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    switch (policy) {
      case "newest" -> {
        assertThat(numbers.subList(0, 20)).isEqualTo(IntStream.range(0, 20).boxed().toList());
        assertThat(numbers).doesNotContain(BROADCASTS - 1);
      }
      case "oldest" -> assertThat(numbers.subList(count - 20, count)).isEqualTo(lastNumbers(20));
      case "latest" -> assertThat(numbers.getLast()).isEqualTo(BROADCASTS - 1);
      default ->
          assertThat(numbers.subList(count - SYMBOLS, count)).isEqualTo(lastNumbers(SYMBOLS));
    }
  }

  private static List<Integer> lastNumbers(int count) {
    return IntStream.range(BROADCASTS - count, BROADCASTS).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "WEBSOCKET, newest",
    "WEBSOCKET, oldest",
    "WEBSOCKET, latest",
    "WEBSOCKET, symbols",
    "LONGPOLL, newest",
    "LONGPOLL, oldest",
    "LONGPOLL, latest",
    "LONGPOLL, symbols",
  })
  void losesWhatItsPolicySaysAndHarmsNobody(Wire wire, String policy) throws Exception {
    start(Cap.enforce(BUDGET), PLENTY);
    String topic = policy + ":1";
    Phoenix stalled = joined(wire, topic);

    assertThat(broadcastToOthers(topic)).isLessThan(BUDGET + SLACK);

    String echo = stalled.send(topic, "echo").ok();
    String beat = stalled.heartbeat().ok();
    await()
        .until(() -> endpoint.sessions().sockets().getFirst().channels().getFirst().handled() == 1);
    Found found = read(stalled, echo);
    if (wire == Wire.WEBSOCKET) {
      assertThat(found.replies()).containsExactly(beat, echo);
      assertThat(found.beforeReplies()).isLessThan(found.numbers().size()); // It overtook some.
    } else { // All comes with one poll, so there is nothing to overtake.
      assertThat(found.replies()).contains(echo);
    }
    assertFits(policy, found.numbers());
    await().untilAsserted(() -> assertThat(pending()).isZero());
    assertDroppedTheRest(policy + ":*", found);
    if (wire == Wire.WEBSOCKET) {
      stalled.expectNothing();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WEBSOCKET, newest",
    "WEBSOCKET, oldest",
    "WEBSOCKET, latest",
    "WEBSOCKET, symbols",
    "LONGPOLL, newest",
    "LONGPOLL, oldest",
    "LONGPOLL, latest",
    "LONGPOLL, symbols",
  })
  void losesOfPushesWhatItsPolicySays(Wire wire, String policy) {
    start(Cap.enforce(BUDGET), PLENTY);
    String topic = policy + ":1";
    Phoenix stalled = joined(wire, topic);

    String pushed = stalled.send(topic, "push").ok();
    await()
        .until(() ->
            events(TelemetryEvent.ChannelHandledIn.class).stream()
                .anyMatch(event -> event.event().equals("push")));
    assertThat(pending()).isLessThan(BUDGET + SLACK);
    Found found = read(stalled, pushed);

    assertFits(policy, found.numbers());
    await().untilAsserted(() -> assertThat(pending()).isZero());
    assertDroppedTheRest(policy + ":*", found);
  }

  @Test
  void isClosedWith1013WhereNothingMayBeDropped() throws Exception {
    start(Cap.enforce(BUDGET), PLENTY);
    Phoenix stalled = joined("close:1");

    assertThat(broadcastToOthers("close:1")).isLessThan(BUDGET + SLACK);

    await()
        .untilAsserted(() ->
            assertThat(events(TelemetryEvent.SocketClosed.class))
                .singleElement()
                .satisfies(closed -> {
                  assertThat(closed.code()).isEqualTo(1013);
                  assertThat(closed.reason())
                      .matches(
                          "pending bytes: [0-9]+ \\(allowed: 262144\\)."
                              + " Option: WebSocketOptions.maxPendingBytes");
                }));
    for (int i = 0; i < 50; i++) { // What the system has is whole, and in order.
      assertThat(number(stalled.socket().next())).isEqualTo(i);
    }
    assertThat(events(TelemetryEvent.SlowConsumerClosed.class)).hasSize(1);
    assertThat(events(TelemetryEvent.FramesDropped.class)).isEmpty();
    await().untilAsserted(() -> assertThat(pending()).isZero());
  }

  @Test
  void endsOnLongPollWhereNothingMayBeDropped() throws Exception {
    start(Cap.enforce(BUDGET), PLENTY);
    joined(Wire.LONGPOLL, "close:1");

    assertThat(broadcastToOthers("close:1")).isLessThan(BUDGET + SLACK);

    await()
        .untilAsserted(() ->
            assertThat(events(TelemetryEvent.SocketClosed.class))
                .singleElement()
                .satisfies(closed -> {
                  assertThat(closed.code()).isEqualTo(1013);
                  assertThat(closed.reason())
                      .matches(
                          "pending bytes of long-poll: [0-9]+ \\(allowed: 262144\\)."
                              + " Option: LongPollOptions.maxPendingBytes");
                }));
    assertThat(events(TelemetryEvent.FramesDropped.class)).isEmpty();
    await().untilAsserted(() -> assertThat(pending()).isZero());
  }

  @ParameterizedTest
  @EnumSource(
      value = Wire.class,
      names = {"WEBSOCKET", "LONGPOLL"})
  void sharesWithOthersWhatTheNodeHasForAll(Wire wire) throws Exception {
    int stalledClients = 8;
    start(Cap.enforce(16 << 20), Cap.enforce(2 * BUDGET));
    for (int i = 0; i < stalledClients; i++) {
      joined(wire, "oldest:1");
    }

    long most = broadcastToOthers("oldest:1");

    assertThat(most).isLessThan(2 * BUDGET + stalledClients * (64 * 1024 + SLACK));
    assertThat(ofAll().refused()).isPositive();
    assertThat(endpoint.sessions().count()).isEqualTo(stalledClients + OTHERS);
  }

  @ParameterizedTest
  @CsvSource({"WEBSOCKET, pending bytes", "LONGPOLL, pending bytes of long-poll"})
  void isOnlyObserved(Wire wire, String limit) throws Exception {
    start(Cap.observe(BUDGET), Cap.observe(BUDGET));
    Phoenix stalled = joined(wire, "close:1");

    assertThat(broadcastToOthers("close:1")).isGreaterThan(BUDGET);

    Found found = read(stalled, stalled.send("close:1", "echo").ok());
    assertThat(found.numbers()).hasSize(BROADCASTS);
    assertThat(endpoint.limits().find(limit, "/socket").orElseThrow().observed()).isPositive();
    assertThat(ofAll().observed()).isPositive();
    assertThat(ofAll().refused()).isZero();
  }

  @Test
  void losesNothingWhileItReads() {
    start(Cap.enforce(BUDGET), PLENTY);
    Phoenix client = joined("oldest:1");
    for (int i = 0; i < 100; i++) {
      endpoint.broadcast("oldest:1", "n", Map.of("n", i, "filling", ""));
      client.expect("[null,null,\"oldest:1\",\"n\",{\"filling\":\"\",\"n\":%d}]".formatted(i));
    }
  }
}
