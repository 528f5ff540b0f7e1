package dev.anqa.conformance.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.conformance.client.LongPoll;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.limits.LimitMode;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import dev.anqa.transport.HttpResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every limit that an endpoint lists, set while it runs: as much as it allows, one more, and one
 * more where it only observes; of pending bytes, half and forty times as much. A limit that is not
 * among the cases fails.
 */
final class EveryLimitTest {
  private static final String PAYLOAD = "x".repeat(1_000);
  private static final int FLOOD_BYTES = 1_000_000;

  /** What the systems of both ends take of what nobody reads is less than so many times that. */
  private static final int FLOODS = 40;

  /** A way to take something. */
  @FunctionalInterface
  private interface Taking {
    /** Takes so much; false if the last of it was refused, or has to wait. */
    boolean passes(EveryLimitTest test, Limit limit, int amount) throws Exception;
  }

  /**
   * How one limit is met.
   *
   * @param maximum what it is set to
   */
  private record Case(int maximum, Taking taking) {}

  private static final Map<String, Case> CASES =
      Map.ofEntries(
          entry("handshakes per second and address", new Case(2, EveryLimitTest::connects)),
          entry("handshakes per second", new Case(2, EveryLimitTest::connects)),
          entry("connections per address", new Case(2, EveryLimitTest::connects)),
          entry("connections", new Case(2, EveryLimitTest::connects)),
          entry(
              "pending bytes of all connections", new Case(FLOOD_BYTES, EveryLimitTest::floodsAll)),
          entry("channels per connection, /socket", new Case(2, EveryLimitTest::joins)),
          entry("joins per second, /socket", new Case(2, EveryLimitTest::joins)),
          entry("messages per second, /socket", new Case(3, EveryLimitTest::beats)),
          entry("messages in a mailbox, /socket", new Case(2, EveryLimitTest::fillsMailbox)),
          entry("bytes not handled, /socket", new Case(260, EveryLimitTest::fillsBacklog)),
          entry("frame bytes, /socket", new Case(100, EveryLimitTest::sendsFrame)),
          entry("pending bytes, /socket", new Case(FLOOD_BYTES, EveryLimitTest::floods)),
          entry("inflation ratio, /socket", new Case(10, EveryLimitTest::inflates)),
          entry("body bytes, /socket", new Case(100, EveryLimitTest::postsToSession)),
          entry(
              "pending bytes of long-poll, /socket",
              new Case(FLOOD_BYTES, EveryLimitTest::floodsLongPoll)),
          entry("HTTP connections, port 0", new Case(2, EveryLimitTest::connectsForHttp)),
          entry("HTTP connections per address, port 0", new Case(2, EveryLimitTest::staysForHttp)),
          entry("request line bytes, port 0", new Case(100, EveryLimitTest::sendsLine)),
          entry("header bytes, port 0", new Case(200, EveryLimitTest::sendsHeader)),
          entry("header lines, port 0", new Case(5, EveryLimitTest::sendsHeaderLines)),
          entry("body bytes, port 0", new Case(100, EveryLimitTest::sendsBody)));

  private final StandingTime time = new StandingTime();
  private final CountDownLatch work = new CountDownLatch(1);
  private final CountDownLatch working = new CountDownLatch(1);
  private final CountDownLatch flooded = new CountDownLatch(1);
  private final List<AutoCloseable> clients = new ArrayList<>();
  private Endpoint endpoint;

  /** Works until the test is over, or pushes as much as it is asked to. */
  private final class Working implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
        throws Exception {
      if (event.equals("work")) {
        working.countDown();
        work.await();
      } else if (event.startsWith("flood ")) {
        int bytes = Integer.parseInt(event.substring("flood ".length()));
        for (int i = 0; i < bytes / PAYLOAD.length(); i++) {
          socket.push("drop", Map.of("x", PAYLOAD));
        }
        flooded.countDown();
      }
      return HandleResult.ok(payload);
    }
  }

  private static Endpoint start(EveryLimitTest test) {
    return Endpoint.builder()
        .http(0, http -> http.host("127.0.0.1"))
        .noLog()
        .time(test.time)
        .secretKeyBase("s".repeat(64))
        .shutdownGrace(Duration.ZERO)
        .handler("/*", _ -> HttpResponse.text(200, "here"))
        .socket(
            "/socket",
            SocketHandler.anonymous().channel("room:*", () -> test.new Working()),
            mount -> mount.websocket(w -> w.compress(true)).longpoll())
        .start();
  }

  static Stream<String> limits() {
    EveryLimitTest test = new EveryLimitTest();
    try (StandingTime _ = test.time;
        Endpoint listed = start(test)) {
      return listed.limits().all().stream().map(EveryLimitTest::name);
    }
  }

  private static String name(Limit limit) {
    return limit.scope().isEmpty() ? limit.name() : limit.name() + ", " + limit.scope();
  }

  @BeforeEach
  void start() {
    endpoint = start(this);
  }

  @AfterEach
  void stop() throws Exception {
    work.countDown();
    for (AutoCloseable client : clients) {
      client.close();
    }
    endpoint.close();
    time.close();
  }

  private Limit limit(String name) {
    return endpoint.limits().all().stream()
        .filter(each -> name(each).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Case caseOf(String name) {
    assertThat(CASES).as("cases; write one for each limit").containsKey(name);
    return CASES.get(name);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void letsAsMuchPassAsItAllows(String name) throws Exception {
    Limit limit = limit(name);
    Case each = caseOf(name);
    limit.set(Cap.enforce(each.maximum()));

    assertThat(each.taking().passes(this, limit, each.maximum())).isTrue();

    if (!limit.name().equals("HTTP connections")) { // It stops accepting before one too many comes.
      assertThat(limit.refused()).isZero();
    }
    assertThat(limit.observed()).isZero();
  }

  @ParameterizedTest
  @MethodSource("limits")
  void refusesOneMore(String name) throws Exception {
    Limit limit = limit(name);
    Case each = caseOf(name);
    limit.set(Cap.enforce(each.maximum()));

    assertThat(each.taking().passes(this, limit, each.maximum() + 1)).isFalse();

    assertThat(limit.refused()).isPositive();
    assertThat(limit.observed()).isZero();
  }

  @ParameterizedTest
  @MethodSource("limits")
  void letsOneMorePassWhereItObserves(String name) throws Exception {
    Limit limit = limit(name);
    Case each = caseOf(name);
    limit.set(Cap.observe(each.maximum()));

    assertThat(each.taking().passes(this, limit, each.maximum() + 1)).isTrue();

    assertThat(limit.refused()).isZero();
    assertThat(limit.observed()).isPositive();
  }

  /** What would have to wait is known to wait when it was counted. */
  private static boolean waits(Limit limit, int amount) {
    boolean above = amount > limit.cap().maximum() && limit.cap().mode() == LimitMode.ENFORCE;
    if (above) {
      await().until(() -> limit.refused() > 0);
    }
    return above;
  }

  // On WebSockets.

  private WsClient open(String... headers) {
    WsClient client = WsClient.connect(endpoint.port(), "/socket/websocket?vsn=2.0.0", headers);
    clients.add(client);
    return client;
  }

  private Phoenix joined(String topic) {
    Phoenix client = new Phoenix(open(), Vsn.V2);
    client.joined(topic);
    return client;
  }

  private boolean connects(Limit limit, int connections) {
    for (int i = 1; i < connections; i++) {
      open();
    }
    try {
      open();
      return true;
    } catch (AssertionError refused) {
      assertThat(refused).hasMessageContaining(limit.name() + ": " + connections);
      return false;
    }
  }

  private boolean joins(Limit limit, int channels) {
    Phoenix client = joined("room:1");
    for (int i = 2; i < channels; i++) {
      client.joined("room:" + i);
    }
    client.join("room:" + channels);
    return !client.next().contains("\"limit\":\"" + limit.name());
  }

  private boolean beats(Limit limit, int messages) {
    WsClient client = open();
    for (int i = 1; i <= messages; i++) {
      client.sendText(heartbeat(50));
      if (client.next().opcode() == WsFrame.CLOSE) {
        return false;
      }
    }
    return true;
  }

  private boolean fillsMailbox(Limit limit, int messages) throws Exception {
    Phoenix client = atWork();
    for (int i = 0; i < messages; i++) {
      client.send("room:1", "echo");
    }
    String beat = client.heartbeat().ok();
    String next = client.next();
    boolean passes = next.equals(beat);
    if (!passes) {
      assertThat(next).contains(limit.name());
    }
    return passes;
  }

  /** A client whose channel has one message in hand, and none in its mailbox. */
  private Phoenix atWork() throws InterruptedException {
    Phoenix client = joined("room:1");
    client.send("room:1", "work");
    working.await();
    return client;
  }

  /** Each echo takes 130 bytes: two of payload, 128 for all else. */
  private boolean fillsBacklog(Limit limit, int bytes) throws Exception {
    Phoenix client = atWork();
    for (int i = 0; i < Math.ceilDiv(bytes, 130); i++) {
      client.send("room:1", "echo");
    }
    String beat = client.heartbeat().ok();
    return !waits(limit, bytes) && client.next().equals(beat);
  }

  private static String heartbeat(int bytes) {
    return heartbeat("x".repeat(bytes - heartbeat("").length()));
  }

  private static String heartbeat(String filling) {
    return "[null,\"1\",\"phoenix\",\"heartbeat\",{\"a\":\"" + filling + "\"}]";
  }

  private boolean sendsFrame(Limit limit, int bytes) {
    WsClient client = open();
    client.sendText(heartbeat(bytes));
    return client.next().opcode() == WsFrame.TEXT;
  }

  private boolean inflates(Limit limit, int ratio) {
    WsClient client = open("sec-websocket-extensions: permessage-deflate");
    client.send(ofRatio(ratio));
    return client.next().opcode() == WsFrame.TEXT;
  }

  /** A message that is so many times longer when it is inflated; more or less random. */
  private static WsFrame ofRatio(int ratio) {
    Random random = new Random(1);
    StringBuilder filling = new StringBuilder("x".repeat(100_000));
    for (int i = 0; i < filling.length(); i += 100) {
      for (int j = i; j < i + 100; j++) {
        filling.setCharAt(j, (char) ('a' + random.nextInt(26)));
      }
      byte[] message = heartbeat(filling.toString()).getBytes(UTF_8);
      WsFrame deflated = WsFrame.deflated(WsFrame.TEXT, message);
      if (Math.ceilDiv(message.length, deflated.payload().length) == ratio) {
        return deflated;
      }
    }
    throw new AssertionError("no message of ratio " + ratio);
  }

  private boolean floods(Limit limit, int bytes) throws Exception {
    Phoenix client = joined("room:1");
    client.send("room:1", "flood " + flood(limit, bytes));
    flooded.await();
    for (WsFrame frame = client.socket().next(); ; frame = client.socket().next()) {
      if (frame.opcode() == WsFrame.CLOSE) {
        assertThat(frame.toString()).contains(limit.name() + ": ");
        return false;
      } else if (frame.text().contains("phx_reply")) {
        return true;
      }
    }
  }

  /** One byte more is not to be seen behind what the systems take. */
  private static int flood(Limit limit, int bytes) {
    return bytes > limit.cap().maximum() ? FLOODS * bytes : bytes / 2;
  }

  private boolean floodsAll(Limit limit, int bytes) throws Exception {
    limit("pending bytes, /socket").set(Cap.off());
    return floods(limit, bytes);
  }

  // On long-poll.

  private LongPoll session() {
    LongPoll session = new LongPoll(endpoint.port(), "/socket/longpoll?vsn=2.0.0").begin();
    clients.add(session);
    return session;
  }

  private boolean postsToSession(Limit limit, int bytes) {
    LongPoll session = session();
    return session.post(heartbeat(bytes)).http().status() == 200;
  }

  private boolean floodsLongPoll(Limit limit, int bytes) throws Exception {
    LongPoll session = session();
    session.post("[\"1\",\"1\",\"room:1\",\"phx_join\",{}]");
    assertThat(session.poll().messages()).hasSize(1);
    session.post("[\"1\",\"2\",\"room:1\",\"flood " + flood(limit, bytes) + "\",{}]");
    flooded.await();
    while (true) {
      LongPoll.Answer answer = session.poll();
      if (answer.status() == 410) {
        return false;
      } else if (answer.messages().stream().anyMatch(each -> each.contains("phx_reply"))) {
        return true;
      }
    }
  }

  // For HTTP.

  private int ask(String request) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
    clients.add(client);
    client.setSoTimeout(10_000);
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    String line =
        new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1)).readLine();
    return Integer.parseInt(line.split(" ", 3)[1]);
  }

  private boolean connectsForHttp(Limit limit, int connections) throws IOException {
    for (int i = 1; i < connections; i++) {
      assertThat(ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(200);
    }
    return !waits(limit, connections) && ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200;
  }

  private boolean staysForHttp(Limit limit, int connections) throws IOException {
    for (int i = 1; i < connections; i++) {
      assertThat(ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(200);
    }
    return passesUnless(429, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  private boolean passesUnless(int refusal, String request) throws IOException {
    int status = ask(request);
    assertThat(status).isIn(200, refusal);
    return status == 200;
  }

  private boolean sendsLine(Limit limit, int bytes) throws IOException {
    String path = "x".repeat(bytes - "GET / HTTP/1.1".length());
    return passesUnless(414, "GET /" + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  private boolean sendsHeader(Limit limit, int bytes) throws IOException {
    String value = "x".repeat(bytes - "Host: hX: ".length());
    return passesUnless(431, "GET / HTTP/1.1\r\nHost: h\r\nX: " + value + "\r\n\r\n");
  }

  private boolean sendsHeaderLines(Limit limit, int lines) throws IOException {
    String others = "A: b\r\n".repeat(lines - 1);
    return passesUnless(431, "GET / HTTP/1.1\r\nHost: h\r\n" + others + "\r\n");
  }

  private boolean sendsBody(Limit limit, int bytes) throws IOException {
    String head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + bytes + "\r\n\r\n";
    return passesUnless(413, head + "x".repeat(bytes));
  }
}
