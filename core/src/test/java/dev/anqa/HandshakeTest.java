package dev.anqa;

import static dev.anqa.transport.ConnectInfoKey.PEER_DATA;
import static dev.anqa.transport.ConnectInfoKey.SEC_WEBSOCKET_HEADERS;
import static dev.anqa.transport.ConnectInfoKey.TRACE_CONTEXT_HEADERS;
import static dev.anqa.transport.ConnectInfoKey.URI;
import static dev.anqa.transport.ConnectInfoKey.USER_AGENT;
import static dev.anqa.transport.ConnectInfoKey.X_HEADERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.anqa.RawHttp.Answer;
import dev.anqa.socket.ConnectInfo;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket.Outcome;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.MountOptions;
import dev.anqa.transport.OriginPolicy;
import dev.anqa.transport.WebSocketOptions;
import java.lang.System.Logger.Level;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the request to the answer, as {@code lib/phoenix/transports/websocket.ex} does it. */
final class HandshakeTest {
  private static final String TOKEN_PREFIX = "base64url.bearer.phx.";

  private final SpySocket spy = new SpySocket();

  @Test
  void answers101() throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      Answer answer = fixture.ask(Handshakes.right().text());

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers())
          .containsOnly(
              entry("upgrade", "websocket"),
              entry("connection", "Upgrade"),
              entry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }
  }

  @Test
  void looksAtTokensWhateverTheirCase() throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      String request =
          Handshakes.right()
              .with("Connection", "keep-alive, UPGRADE")
              .with("Upgrade", "h2c, WebSocket")
              .text();

      assertThat(fixture.ask(request).status()).isEqualTo(101);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "DELETE", "get"})
  void refusesOtherMethods(String method) throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      Answer answer =
          fixture.ask(Handshakes.right().line(method + " /socket/websocket HTTP/1.1").text());

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("content-length")).isEqualTo("0");
      assertThat(spy.connects).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource
  void checksTheHeadersOfTheUpgradeBeforeConnect(Handshakes request, String body) throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      Answer answer = fixture.ask(request.text());

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo(body);
      assertThat(spy.connects).isEmpty();
    }
  }

  static Stream<Arguments> checksTheHeadersOfTheUpgradeBeforeConnect() {
    String path = "/socket/websocket";
    return Stream.of(
        arguments(
            Handshakes.right().line("GET " + path + " HTTP/1.0"),
            "HTTP version HTTP/1.0 unsupported"),
        arguments(Handshakes.right().without("Host"), "'host' header is absent"),
        arguments(
            Handshakes.right().without("Connection"),
            "'connection' header must contain 'upgrade', got []"),
        arguments(
            Handshakes.right().with("Connection", "keep-alive"),
            "'connection' header must contain 'upgrade', got [\"keep-alive\"]"),
        arguments(
            Handshakes.right().without("Upgrade"),
            "'upgrade' header must contain 'websocket', got []"),
        arguments(
            Handshakes.right().with("Upgrade", "h2c").and("Upgrade", "foo"),
            "'upgrade' header must contain 'websocket', got [\"h2c\", \"foo\"]"),
        arguments(
            Handshakes.right().without("Sec-WebSocket-Key"),
            "'sec-websocket-key' header is absent"),
        arguments(
            Handshakes.right().without("Sec-WebSocket-Version"),
            "'sec-websocket-version' header must equal '13', got []"),
        arguments(
            Handshakes.right().with("Sec-WebSocket-Version", "8"),
            "'sec-websocket-version' header must equal '13', got [\"8\"]"),
        arguments(
            Handshakes.right().and("Sec-WebSocket-Version", "13"),
            "'sec-websocket-version' header must equal '13', got [\"13\", \"13\"]"));
  }

  @Test
  void tellsACurlWhatIsMissing() throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      Answer answer = fixture.ask("GET /socket/websocket HTTP/1.1\nHost: localhost\n\n");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("'connection' header must contain 'upgrade'");
      assertThat(fixture.events(TelemetryEvent.HandshakeRefused.class))
          .extracting(TelemetryEvent.HandshakeRefused::status)
          .containsExactly(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/socket/websocket/",
        "//socket//websocket",
        "/socket/websocket?",
        "http://h/socket/websocket"
      })
  void findsThePathHoweverItIsWritten(String target) throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      assertThat(fixture.ask(Handshakes.at(target).text()).status()).isEqualTo(101);
    }
  }

  @Test
  void mountsAtNestedAndVariablePaths() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .socket("/custom/some_path", spy, m -> m.websocket(w -> w.path("nested/path")))
                .socket(
                    "/custom/:socket_var", spy, m -> m.websocket(w -> w.path(":path_var/path"))))) {
      assertThat(fixture.ask(Handshakes.at("/custom/some_path/nested/path").text()).status())
          .isEqualTo(101);
      assertThat(spy.connects.take().params().asMap()).isEmpty();
      assertThat(
              fixture.ask(Handshakes.at("/custom/123/456/path?key=v&path_var=9").text()).status())
          .isEqualTo(101);
      assertThat(spy.connects.take().params().asMap())
          .isEqualTo(Map.of("key", "v", "socket_var", "123", "path_var", "456"));
    }
  }

  @Test
  void letsTheFirstMountWin() throws Exception {
    SpySocket second = new SpySocket();
    try (Fixture fixture =
        Fixture.start(builder -> builder.socket("/:any", spy).socket("/socket", second))) {
      assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(101);
      assertThat(spy.connects).hasSize(1);
      assertThat(second.connects).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"a=%ZZ, 400", "a=%ff, 400", "a=%, 400"})
  void refusesBadQueries(String query, int status) throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      assertThat(fixture.ask(Handshakes.at("/socket/websocket?" + query).text()).status())
          .isEqualTo(status);
      assertThat(spy.connects).isEmpty();
    }
  }

  @Test
  void refusesTooLongQueriesWith414() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .http(0, o -> o.host("127.0.0.1").maxRequestLineBytes(2_000_000))
                .socket("/socket", spy))) {
      String target = "/socket/websocket?a=" + "v".repeat(1_000_000);

      assertThat(fixture.ask(Handshakes.at(target).text()).status()).isEqualTo(414);
      try (RawHttp client = new RawHttp(fixture.endpoint.addresses().getLast().getPort())) {
        assertThat(client.send(Handshakes.at(target).text()).read().status()).isEqualTo(414);
      }
      assertThat(spy.connects).isEmpty();
    }
  }

  @Test
  void refusesForeignOriginsOfEachMountByItsOwnList() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .socket("/a", spy, m -> m.websocket(w -> w.checkOrigin("//a.com")))
                .socket("/b", spy, m -> m.websocket(w -> w.checkOrigin("//b.com"))))) {
      for (int i = 0; i < 2; i++) {
        assertThat(ask(fixture, "/a", "http://a.com")).isEqualTo(101);
        assertThat(ask(fixture, "/a", "http://b.com")).isEqualTo(403);
        assertThat(ask(fixture, "/b", "http://b.com")).isEqualTo(101);
        assertThat(ask(fixture, "/b", "http://a.com")).isEqualTo(403);
      }
      assertThat(fixture.events(TelemetryEvent.OriginRefused.class)).hasSize(4);
      assertThat(fixture.events(TelemetryEvent.HandshakeRefused.class)).isEmpty();
    }
  }

  @Test
  void takesTheOriginPolicyOfTheEndpointWhereAMountHasNone() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder -> builder.checkOrigin("//listed.com").socket("/a", spy))) {
      assertThat(ask(fixture, "/a", "https://listed.com")).isEqualTo(101);
      assertThat(ask(fixture, "/a", "https://localhost")).isEqualTo(403);
    }
    try (Fixture fixture = Fixture.start(builder -> builder.host("host.com").socket("/a", spy))) {
      assertThat(ask(fixture, "/a", "https://host.com/")).isEqualTo(101);
      assertThat(ask(fixture, "/a", "https://another.com/")).isEqualTo(403);
    }
  }

  private static int ask(Fixture fixture, String mount, String origin) throws Exception {
    return fixture.ask(Handshakes.at(mount + "/websocket").with("Origin", origin).text()).status();
  }

  @Test
  void refusesTwoOriginsWith403AndNothingElse() throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      Answer answer =
          fixture.ask(
              Handshakes.right()
                  .and("Origin", "http://localhost")
                  .and("Origin", "http://evil.com")
                  .text());

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void doesNotStartWithoutOriginAndCsrfCheck() {
    Consumer<MountOptions> both =
        m -> m.websocket(w -> w.checkOrigin(OriginPolicy.off()).checkCsrf(false));
    assertThatThrownBy(() -> Fixture.mounting(spy, both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("/socket, transport websocket: both the origin check")
        .hasMessageContaining(".websocket(o -> o.checkOrigin(\"https://example.com\"))");

    Consumer<MountOptions> csrf = m -> m.websocket(w -> w.checkCsrf(false));
    assertThatThrownBy(() ->
            Fixture.start(
                builder -> builder.checkOrigin(OriginPolicy.off()).socket("/socket", spy, csrf)))
        .isInstanceOf(IllegalArgumentException.class);
    Fixture.mounting(spy, csrf).close();
  }

  @ParameterizedTest
  @MethodSource
  void negotiatesSubprotocols(
      Consumer<WebSocketOptions> options, String offered, int status, String echoed)
      throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, m -> m.websocket(options))) {
      Handshakes request = Handshakes.right();
      if (offered != null) {
        request.with("Sec-WebSocket-Protocol", offered);
      }
      Answer answer = fixture.ask(request.text());

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("sec-websocket-protocol")).isEqualTo(echoed);
      assertThat(answer.body()).isEmpty();
      assertThat(fixture.events(TelemetryEvent.SubprotocolRefused.class))
          .hasSize(status == 403 ? 1 : 0);
    }
  }

  static Stream<Arguments> negotiatesSubprotocols() {
    Consumer<WebSocketOptions> none = _ -> {};
    Consumer<WebSocketOptions> sip = w -> w.subprotocols("sip");
    Consumer<WebSocketOptions> two = w -> w.subprotocols("sip", "mqtt");
    return Stream.of(
        arguments(none, "sip", 101, null),
        arguments(sip, null, 101, null),
        arguments(sip, "sip", 101, "sip"),
        arguments(sip, "mqtt", 403, null),
        arguments(sip, "SIP", 403, null),
        arguments(sip, "", 403, null),
        arguments(two, "sip, mqtt", 101, "sip"),
        arguments(two, "mqtt,sip", 101, "sip"),
        arguments(two, " foo , mqtt ", 101, "mqtt"));
  }

  @Test
  void tellsTheDeveloperAboutSubprotocols() throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, m -> m.websocket(w -> w.subprotocols("sip")))) {
      assertThat(
              fixture
                  .ask(Handshakes.right().with("Sec-WebSocket-Protocol", "mqtt").text())
                  .status())
          .isEqualTo(403);

      TelemetryEvent.SubprotocolRefused event =
          fixture.events(TelemetryEvent.SubprotocolRefused.class).getFirst();
      assertThat(event.offered()).containsExactly("mqtt");
      assertThat(event.help())
          .contains("offers the subprotocols [mqtt]", "Spoken: [sip]", "o.subprotocols(\"mqtt\")");
    }
  }

  @ParameterizedTest
  @MethodSource
  void takesAuthTokens(String offered, int status, String echoed, String token, String left)
      throws Exception {
    try (Fixture fixture =
        Fixture.mounting(
            spy,
            m ->
                m.authToken(true)
                    .websocket(w -> w.subprotocols("foo").connectInfo(SEC_WEBSOCKET_HEADERS)))) {
      Answer answer =
          fixture.ask(Handshakes.right().with("Sec-WebSocket-Protocol", offered).text());

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("sec-websocket-protocol")).isEqualTo(echoed);
      if (status == 101) {
        ConnectInfo info = spy.connects.take().info();
        assertThat(info.authToken()).isEqualTo(token);
        assertThat(info.secWebSocketHeaders()).containsExactlyInAnyOrderElementsOf(headers(left));
      } else {
        assertThat(spy.connects).isEmpty();
      }
    }
  }

  private static List<Map.Entry<String, String>> headers(String protocol) {
    Stream<Map.Entry<String, String>> fixed =
        Stream.of(
            entry("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            entry("sec-websocket-version", "13"));
    return protocol == null
        ? fixed.toList()
        : Stream.concat(fixed, Stream.of(entry("sec-websocket-protocol", protocol))).toList();
  }

  static Stream<Arguments> takesAuthTokens() {
    String token = TOKEN_PREFIX + base64("sécret?>");
    String two = "phoenix, " + token + ", " + token;
    return Stream.of(
        arguments("phoenix, " + token, 101, "phoenix", "sécret?>", "phoenix"),
        arguments(token, 101, null, "sécret?>", null),
        arguments("phoenix", 101, "phoenix", null, "phoenix"),
        arguments(token + ", foo", 101, "foo", "sécret?>", "foo"),
        arguments(token + ", bar", 403, null, null, null),
        arguments("phoenix, " + TOKEN_PREFIX + "%%%", 403, null, null, null),
        arguments("phoenix, " + TOKEN_PREFIX + "/w", 403, null, null, null),
        arguments(two, 101, "phoenix", null, two));
  }

  private static String base64(String text) {
    return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void ignoresAuthTokensWhereTheMountTakesNone() throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      String offered = "phoenix, " + TOKEN_PREFIX + base64("secret");
      Answer answer =
          fixture.ask(Handshakes.right().with("Sec-WebSocket-Protocol", offered).text());

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("sec-websocket-protocol")).isNull();
      assertThat(spy.connects.take().info().authToken()).isNull();
    }
  }

  @Test
  void showsNothingButTheAddressUnlessItIsListed() throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, _ -> {})) {
      fixture.ask(Handshakes.right().with("X-Foo", "1").with("Cookie", "a=b").text());

      ConnectInfo info = spy.connects.take().info();
      assertThat(info.peer().getAddress().isLoopbackAddress()).isTrue();
      assertThat(info)
          .isEqualTo(
              new ConnectInfo(
                  info.peer(), null, null, null, null, null, null, null, null, Map.of()));
    }
  }

  @Test
  void showsWhatIsListed() throws Exception {
    try (Fixture fixture =
        Fixture.mounting(
            spy,
            m ->
                m.websocket(w ->
                    w.connectInfo(PEER_DATA, URI, USER_AGENT, X_HEADERS)
                        .connectInfo(TRACE_CONTEXT_HEADERS)
                        .connectInfo("custom", 7)))) {
      fixture.ask(
          Handshakes.at("/socket/websocket?a=|b&vsn=2.0.0")
              .with("Host", "example.com:4000")
              .with("User-Agent", "raw/1")
              .with("X-One", "1")
              .with("x-two", "2")
              .and("X-One", "3")
              .with("traceparent", "00-ab-cd-01")
              .with("TraceState", "k=v")
              .text());

      ConnectRequest request = spy.connects.take();
      ConnectInfo info = request.info();
      assertThat(request.transport()).isEqualTo("websocket");
      assertThat(info.peerCertificate()).isNull();
      assertThat(info.uri())
          .hasToString("http://example.com:4000/socket/websocket?a=%7Cb&vsn=2.0.0");
      assertThat(info.userAgent()).isEqualTo("raw/1");
      assertThat(info.xHeaders())
          .isEqualTo(List.of(entry("x-one", "1"), entry("x-two", "2"), entry("x-one", "3")));
      assertThat(info.traceContextHeaders())
          .containsExactly(entry("traceparent", "00-ab-cd-01"), entry("tracestate", "k=v"));
      assertThat(info.secWebSocketHeaders()).isNull();
      assertThat(info.attachments()).isEqualTo(Map.of("custom", 7));
    }
  }

  @Test
  void answers403WhenConnectRefuses() throws Exception {
    SpySocket refusing = new SpySocket(_ -> new Outcome.Refused(null));
    try (Fixture fixture =
        Fixture.mounting(
            refusing, m -> m.websocket(w -> w.errorHandler(_ -> HttpResponse.text(418, "no"))))) {
      Answer answer = fixture.ask(Handshakes.right().text());

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void asksTheErrorHandlerWhenConnectRefusesForAReason() throws Exception {
    SpySocket refusing = new SpySocket(_ -> new Outcome.Refused("rate_limit"));
    try (Fixture fixture =
        Fixture.mounting(
            refusing,
            m ->
                m.websocket(w ->
                    w.errorHandler(
                        reason -> HttpResponse.text(429, reason).with("retry-after", "3"))))) {
      Answer answer = fixture.ask(Handshakes.right().text());

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.body()).isEqualTo("rate_limit");
      assertThat(answer.header("retry-after")).isEqualTo("3");
    }
    try (Fixture fixture = Fixture.mounting(refusing, _ -> {})) {
      assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(403);
    }
  }

  @Test
  void answers500WhenConnectThrows() throws Exception {
    for (Throwable thrown :
        List.of(new java.io.IOException("db"), new StackOverflowError(), new AssertionError())) {
      SpySocket crashing =
          new SpySocket(_ -> {
            switch (thrown) {
              case Exception exception -> throw exception;
              case Error error -> throw error;
              default -> throw new IllegalStateException(thrown);
            }
          });
      try (Fixture fixture = Fixture.mounting(crashing, _ -> {})) {
        assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(500);
        assertThat(fixture.events(TelemetryEvent.ConnectCrashed.class))
            .containsExactly(new TelemetryEvent.ConnectCrashed("SpySocket", thrown));
      }
    }
  }

  @Test
  void answers500WhenConnectReturnsNothing() throws Exception {
    try (Fixture fixture = Fixture.mounting(new SpySocket(_ -> null), _ -> {})) {
      assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(500);
      assertThat(fixture.events(TelemetryEvent.ConnectCrashed.class).getFirst().cause())
          .hasMessageContaining("connect of SpySocket returned null");
    }
  }

  @Test
  void runsConnectOnAVirtualThread() throws Exception {
    Thread[] ran = new Thread[1];
    SpySocket looking =
        new SpySocket(_ -> {
          ran[0] = Thread.currentThread();
          return new Outcome.Refused(null);
        });
    try (Fixture fixture = Fixture.mounting(looking, _ -> {})) {
      fixture.ask(Handshakes.right().text());

      assertThat(ran[0].isVirtual()).isTrue();
      assertThat(ran[0].getName()).startsWith("anqa-callback-");
    }
  }

  @Test
  void logsTheTransportWhereTheMountWantsIt() throws Exception {
    SpySocket refusing = new SpySocket(_ -> new Outcome.Refused(null));
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .socket("/no", refusing, m -> m.websocket(w -> w.transportLog(Level.INFO)))
                .socket("/yes", spy, m -> m.websocket(w -> w.transportLog(Level.DEBUG)))
                .socket("/silent", spy))) {
      fixture.ask(Handshakes.at("/no/websocket?secret=1").text());
      fixture.ask(Handshakes.at("/yes/websocket").text());
      fixture.ask(Handshakes.at("/silent/websocket").text());

      assertThat(fixture.events(TelemetryEvent.TransportRequested.class))
          .containsExactly(
              new TelemetryEvent.TransportRequested(
                  "websocket", "GET", "/no/websocket", Level.INFO),
              new TelemetryEvent.TransportRequested(
                  "websocket", "GET", "/yes/websocket", Level.DEBUG));
      assertThat(fixture.events(TelemetryEvent.TransportAnswered.class))
          .singleElement()
          .satisfies(event -> assertThat(event.status()).isEqualTo(403));
    }
  }
}
