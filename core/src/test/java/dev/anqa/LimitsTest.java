package dev.anqa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.limits.Cap;
import dev.anqa.limits.ClientAddressHeader;
import dev.anqa.limits.LimitOptions;
import dev.anqa.limits.Limits;
import dev.anqa.limits.StillTime;
import dev.anqa.socket.MountedSocket;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryEvent.LimitStage;
import dev.anqa.transport.HttpOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, over the wire: limits before the upgrade, and the addresses they go by. */
final class LimitsTest {
  private static final byte[] NOTHING = {};

  /** Of the PROXY protocol, version 2, up to the command. */
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private final SpySocket socket = new SpySocket();
  private final StillTime time = new StillTime();
  private final List<RawHttp> clients = new ArrayList<>();

  @AfterEach
  void hangUp() throws Exception {
    for (RawHttp client : clients) {
      client.close();
    }
  }

  private Fixture limited(Consumer<LimitOptions> change) {
    return limited(change, _ -> {}, socket);
  }

  private Fixture limited(
      Consumer<LimitOptions> change, Consumer<HttpOptions> http, MountedSocket mounted) {
    return Fixture.start(builder -> {
      builder.listeners.clear();
      return builder
          .http(
              0,
              o -> {
                o.host("127.0.0.1");
                http.accept(o);
              })
          .secretKeyBase("s".repeat(64))
          .time(time)
          .shutdownGrace(Duration.ZERO)
          .limits(change)
          .socket("/socket", mounted, mount -> mount.longpoll());
    });
  }

  private RawHttp.Answer open(Fixture fixture) throws Exception {
    return send(fixture, NOTHING, Handshakes.right());
  }

  private RawHttp.Answer send(Fixture fixture, byte[] before, Handshakes request) throws Exception {
    RawHttp client = fixture.connect();
    clients.add(client);
    RawHttp.Answer head = client.send(before).send(request.text()).readHead();
    if (head.status() == 101) {
      return head;
    }
    byte[] body = client.readBytes(Integer.parseInt(head.header("content-length")));
    return new RawHttp.Answer(head.status(), head.headers(), new String(body, UTF_8));
  }

  private static LimitOptions set(LimitOptions options, String limit, Cap cap) {
    return switch (limit) {
      case "connections" -> options.connections(cap);
      case "connections per address" -> options.connectionsPerAddress(cap);
      case "handshakes per second" -> options.handshakesPerSecond(cap);
      case "handshakes per second and address" -> options.handshakesPerSecondPerAddress(cap);
      default -> throw new IllegalArgumentException(limit);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "connections, 503, 5, LimitOptions.connections",
    "connections per address, 429, 5, LimitOptions.connectionsPerAddress",
    "handshakes per second, 503, 1, LimitOptions.handshakesPerSecond",
    "handshakes per second and address, 429, 1, LimitOptions.handshakesPerSecondPerAddress",
  })
  void refusesOneTooManyAndSaysWhichLimitItIs(
      String limit, int status, String retryAfter, String option) throws Exception {
    try (Fixture fixture = limited(o -> set(o, limit, Cap.enforce(2)))) {
      assertThat(open(fixture).status()).isEqualTo(101);
      assertThat(open(fixture).status()).isEqualTo(101);

      RawHttp.Answer refused = open(fixture);

      assertThat(refused.status()).isEqualTo(status);
      assertThat(refused.header("retry-after")).isEqualTo(retryAfter);
      assertThat(refused.body()).isEqualTo(limit + ": 3 (allowed: 2). Option: " + option);
      assertThat(socket.connects).hasSize(2);
      assertThat(fixture.events(TelemetryEvent.LimitReached.class))
          .extracting(TelemetryEvent.LimitReached::stage)
          .containsExactly(LimitStage.NEAR, LimitStage.REFUSED);

      fixture.endpoint.limits().find(limit, "").orElseThrow().set(Cap.enforce(3));
      time.pass(Duration.ofSeconds(1));
      assertThat(open(fixture).status()).isEqualTo(101);
    }
  }

  @Test
  void showsHowManyConnectionsAListenerLetsStandNow() throws Exception {
    try (Fixture fixture = limited(_ -> {})) {
      assertThat(fixture.endpoint.listeners().getFirst().maxConnections()).isEqualTo(16_384);

      fixture
          .endpoint
          .limits()
          .find("HTTP connections", "port 0")
          .orElseThrow()
          .set(Cap.enforce(7));

      assertThat(fixture.endpoint.listeners().getFirst().maxConnections()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connections",
        "connections per address",
        "handshakes per second",
        "handshakes per second and address"
      })
  void letsOneTooManyInWhereItOnlyObserves(String limit) throws Exception {
    try (Fixture fixture = limited(o -> set(o, limit, Cap.observe(2)))) {
      for (int i = 0; i < 3; i++) {
        assertThat(open(fixture).status()).isEqualTo(101);
      }
      assertThat(fixture.endpoint.limits().find(limit, "").orElseThrow().observed()).isEqualTo(1);
      assertThat(fixture.events(TelemetryEvent.LimitReached.class))
          .extracting(TelemetryEvent.LimitReached::stage)
          .containsExactly(LimitStage.NEAR, LimitStage.OBSERVED);
    }
  }

  @Test
  void givesThePlaceOfAConnectionThatEndedToAnother() throws Exception {
    try (Fixture fixture = limited(o -> o.connections(1))) {
      assertThat(open(fixture).status()).isEqualTo(101);
      assertThat(open(fixture).status()).isEqualTo(503);

      clients.getFirst().hangUp();

      await().untilAsserted(() -> assertThat(open(fixture).status()).isEqualTo(101));
    }
  }

  @Test
  void givesThePlaceOfWhoeverIsNotAcceptedToAnother() throws Exception {
    SpySocket refusing = new SpySocket(_ -> new MountedSocket.Outcome.Refused(null));
    SpySocket crashing =
        new SpySocket(_ -> {
          throw new IllegalStateException("crash");
        });
    for (SpySocket each : List.of(refusing, crashing)) {
      try (Fixture fixture = limited(o -> o.connections(1), _ -> {}, each)) {
        for (int i = 0; i < 3; i++) {
          assertThat(open(fixture).status()).isIn(403, 500);
          assertThat(fixture.ask(Handshakes.at("/socket/longpoll").text()).status())
              .isLessThan(501);
          assertThat(send(fixture, NOTHING, Handshakes.right().without("Upgrade")).status())
              .isEqualTo(400);
          assertThat(
                  send(fixture, NOTHING, Handshakes.right().with("Origin", "http://evil.com"))
                      .status())
              .isEqualTo(403);
        }
        assertThat(fixture.endpoint.limits().gate().open()).isZero();
      }
    }
  }

  @Test
  void countsSessionsOnLongPollAndTellsTheirClientsToComeAgain() throws Exception {
    try (Fixture fixture = limited(o -> o.connections(1))) {
      String poll = "GET /socket/longpoll HTTP/1.1\nHost: localhost\nOrigin: http://localhost\n\n";
      assertThat(fixture.ask(poll).body()).contains("\"status\":410");

      RawHttp.Answer refused = fixture.ask(poll);

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(refused.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(refused.body())
          .isEqualTo(
              "{\"status\":500,\"reason\":\"connections: 2 (allowed: 1)."
                  + " Option: LimitOptions.connections\"}");
      assertThat(fixture.endpoint.limits().gate().open()).isEqualTo(1);
    }
  }

  private RawHttp.Answer get(Fixture fixture, String before) throws Exception {
    RawHttp client = fixture.connect();
    clients.add(client);
    return client.send(hex(before)).send("GET / HTTP/1.1\nHost: h\n\n").read();
  }

  @Test
  void countsTheConnectionsOfAnAddressUntilTheyEndOrAreWebSockets() throws Exception {
    try (Fixture fixture = limited(_ -> {}, http -> http.maxConnectionsPerAddress(1), socket)) {
      assertThat(get(fixture, "").status()).isEqualTo(404);

      RawHttp.Answer refused = get(fixture, "");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(refused.body())
          .isEqualTo(
              "HTTP connections per address: 2 (allowed: 1)."
                  + " Option: HttpOptions.maxConnectionsPerAddress");
      assertThat(clients.getLast().isAtEnd()).isTrue();

      assertThat(clients.getFirst().send(Handshakes.right().text()).readHead().status())
          .isEqualTo(101);
      assertThat(get(fixture, "").status()).isEqualTo(404);
      assertThat(get(fixture, "").status()).isEqualTo(429);
      clients.get(2).hangUp();
      await().untilAsserted(() -> assertThat(get(fixture, "").status()).isEqualTo(404));
    }
  }

  @Test
  void countsConnectionsForTheClientThatATrustedProxyNames() throws Exception {
    String one = SIGNATURE + "21 11 000c cb007109 7f000001 1234 1f90";
    String two = SIGNATURE + "21 11 000c cb00710a 7f000001 1234 1f90";
    String own = SIGNATURE + "20 00 0000";
    try (Fixture fixture =
        limited(
            o -> o.trustedProxies("127.0.0.1"),
            http -> http.proxyProtocol(true).maxConnectionsPerAddress(1),
            socket)) {
      assertThat(get(fixture, one).status()).isEqualTo(404);
      assertThat(get(fixture, one).status()).isEqualTo(429);
      assertThat(get(fixture, two).status()).isEqualTo(404);
      assertThat(get(fixture, own).status()).isEqualTo(404);
      assertThat(get(fixture, own).status()).isEqualTo(404);
    }
  }

  @Test
  void tellsTheLimitsOfTwoListenersAndOfAPathThatIsMountedTwiceApart() {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .http(0, o -> o.host("127.0.0.1").maxConnections(7))
                .socket("/socket", new SpySocket())
                .socket(
                    "/socket",
                    new SpySocket(),
                    mount -> mount.websocket(w -> w.path("ws2").maxFrameBytes(77))))) {
      Limits limits = fixture.endpoint.limits();

      assertThat(limits.find("HTTP connections", "port 0 #2").orElseThrow().cap().maximum())
          .isEqualTo(7);
      assertThat(limits.find("frame bytes", "/socket #2").orElseThrow().cap().maximum())
          .isEqualTo(77);
      assertThat(limits.find("channels per connection", "/socket #2")).isPresent();
      assertThat(limits.all()).extracting(l -> l.name() + l.scope()).doesNotHaveDuplicates();
    }
  }

  // Whose address it is.

  private String peer() throws InterruptedException {
    var peer = socket.connects.take().info().peer();
    return peer.getAddress().getHostAddress();
  }

  @Test
  void takesTheWordOfATrustedProxyForTheAddressOfItsClient() throws Exception {
    try (Fixture fixture = limited(o -> o.trustedProxies("127.0.0.0/8").connectionsPerAddress(1))) {
      Handshakes one = Handshakes.right().with("X-Forwarded-For", "203.0.113.1");
      assertThat(send(fixture, NOTHING, one).status()).isEqualTo(101);
      assertThat(send(fixture, NOTHING, one).status()).isEqualTo(429);
      Handshakes two = Handshakes.right().with("X-Forwarded-For", "203.0.113.2");
      assertThat(send(fixture, NOTHING, two).status()).isEqualTo(101);

      assertThat(List.of(peer(), peer())).containsExactly("203.0.113.1", "203.0.113.2");
      assertThat(fixture.events(TelemetryEvent.LimitReached.class))
          .last()
          .extracting(TelemetryEvent.LimitReached::subject)
          .isEqualTo("203.0.113.1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // No proxy is trusted, or another one.
        "           | X-Forwarded-For | 203.0.113.1",
        "           | Forwarded       | for=203.0.113.1",
        "10.0.0.0/8 | X-Forwarded-For | 203.0.113.1",
        "10.0.0.0/8 | X-Forwarded-For | 203.0.113.1, 10.0.0.1",
        // The header that the trusted proxy does not write.
        "127.0.0.1  | Forwarded       | for=203.0.113.1",
        "127.0.0.1  | X-Real-IP       | 203.0.113.1",
      })
  void takesTheWordOfNobodyElse(String trusted, String name, String value) throws Exception {
    String[] proxies = trusted == null ? new String[0] : new String[] {trusted};
    try (Fixture fixture = limited(o -> o.trustedProxies(proxies).connectionsPerAddress(1))) {
      assertThat(open(fixture).status()).isEqualTo(101);

      RawHttp.Answer pretending = send(fixture, NOTHING, Handshakes.right().with(name, value));

      assertThat(pretending.status()).isEqualTo(429);
      assertThat(peer()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void doesNotTakeTheWordOfAClientBehindATrustedProxy() throws Exception {
    try (Fixture fixture = limited(o -> o.trustedProxies("127.0.0.1").connectionsPerAddress(1))) {
      for (int i = 1; i <= 2; i++) { // The proxy appends to what the client pretends.
        String pretended = "198.51.100." + i + ", 203.0.113.1";
        Handshakes request = Handshakes.right().with("X-Forwarded-For", pretended);
        assertThat(send(fixture, NOTHING, request).status()).isEqualTo(i == 1 ? 101 : 429);
      }
      assertThat(peer()).isEqualTo("203.0.113.1");
    }
  }

  @Test
  void readsForwardedWhereTheProxyWritesThat() throws Exception {
    try (Fixture fixture =
        limited(o ->
            o.trustedProxies("127.0.0.1").clientAddressHeader(ClientAddressHeader.FORWARDED))) {
      Handshakes request =
          Handshakes.right()
              .with("Forwarded", "for=\"[2001:db8::7]:1\";proto=https")
              .with("X-Forwarded-For", "203.0.113.1");
      assertThat(send(fixture, NOTHING, request).status()).isEqualTo(101);

      assertThat(peer()).isEqualTo("2001:db8:0:0:0:0:0:7");
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "21 11 000c cb007109 7f000001 1234 1f90, 203.0.113.9",
    "21 21 0024 20010db8000000000000000000000007 00000000000000000000000000000001 1234 1f90,"
        + " 2001:db8:0:0:0:0:0:7",
    "21 11 0010 cb007109 7f000001 1234 1f90 04000130, 203.0.113.9", // With an extension.
    "20 00 0000, 127.0.0.1", // The proxy's own, a health check.
    "21 00 0000, 127.0.0.1", // Of a kind that it does not know.
  })
  void readsTheProxyProtocolOfATrustedProxy(String header, String client) throws Exception {
    try (Fixture fixture =
        limited(o -> o.trustedProxies("127.0.0.1"), http -> http.proxyProtocol(true), socket)) {
      assertThat(send(fixture, hex(SIGNATURE + header), Handshakes.right()).status())
          .isEqualTo(101);

      assertThat(peer()).isEqualTo(client);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "50524f5859205443503420312e312e312e3120322e322e322e32203120320d0a"})
  void closesWhatATrustedProxyDoesNotBeginSo(String header)
      throws Exception { // Nothing, and version 1.
    try (Fixture fixture =
            limited(o -> o.trustedProxies("127.0.0.1"), http -> http.proxyProtocol(true), socket);
        RawHttp client = fixture.connect()) {
      client.send(hex(header)).send(Handshakes.right().text());

      assertThat(client.isAtEnd()).isTrue();
      assertThat(socket.connects).isEmpty();
    }
  }

  @Test
  void doesNotReadTheProxyProtocolOfAnybodyElse() throws Exception {
    String header = SIGNATURE + "21 11 000c cb007109 7f000001 1234 1f90";
    try (Fixture fixture =
        limited(o -> o.trustedProxies("10.0.0.0/8"), http -> http.proxyProtocol(true), socket)) {
      assertThat(send(fixture, hex(header), Handshakes.right()).status()).isEqualTo(400);
      assertThat(open(fixture).status()).isEqualTo(101);
      assertThat(peer()).isEqualTo("127.0.0.1");
    }
  }
}
