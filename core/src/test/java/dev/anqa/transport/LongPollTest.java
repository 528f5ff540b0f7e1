package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.Endpoint;
import dev.anqa.limits.Cap;
import dev.anqa.socket.ConnectInfo;
import dev.anqa.socket.MountedSocket.Outcome;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.LongPollClient.Reply;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests and answers of {@link LongPoll}, by {@code
 * test/phoenix/integration/long_poll_{channels,socket}_test.exs}; sessions are {@link
 * LongPollSessionTest}'s.
 */
final class LongPollTest {
  @Test
  void beginsASessionForAClientWithoutToken() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      Reply reply = node.client().get();

      assertThat(reply.http()).isEqualTo(200);
      assertThat(reply.body()).startsWith("{\"status\":410,\"token\":\"SFMyNTY.");
      assertThat(reply.messages()).isEmpty();
      assertThat(reply.header("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(reply.header("cache-control")).isEqualTo("no-store");
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(node.session().calls).containsExactly("opened");
      assertThat(node.session().outbound.transport()).isEqualTo("longpoll");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "SFMyNTY.AAAA.AAAA"})
  void beginsASessionForATokenThatIsNone(String token) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = node.client();
      client.token = token;

      assertThat(client.get().status()).isEqualTo(410);
      assertThat(client.post("x").body()).isEqualTo("{\"status\":410}");
      assertThat(node.sessions).hasSize(1); // By the GET.
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tellsARefusedClientSo(boolean withReason) throws Exception {
    try (LongPollNode node =
        LongPollNode.mounting(
            builder -> builder,
            null,
            mount ->
                mount
                    .longpoll()
                    .websocket(o -> o.errorHandler(reason -> HttpResponse.text(429, reason))))) {
      node.outcome = new Outcome.Refused(withReason ? "too many" : null);

      Reply reply = node.client().get();

      assertThat(reply.http()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("{\"status\":403}");
      assertThat(reply.header("cache-control")).isEqualTo("no-store");
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
    }
  }

  @Test
  void answers500WhenConnectThrows() throws Exception {
    SocketHandler crashing =
        SocketHandler.connecting(
            "UserSocket",
            _ -> {
              throw new IllegalStateException("crash");
            });
    try (LongPollNode node =
        LongPollNode.mounting(builder -> builder, crashing, MountOptions::longpoll)) {
      Reply reply = node.client().get();

      assertThat(reply.http()).isEqualTo(500);
      assertThat(reply.header("access-control-allow-origin")).isNull();
      assertThat(node.events(TelemetryEvent.ConnectCrashed.class)).hasSize(1);
    }
  }

  @Test
  void refusesAVersionThatNoSerializerSpeaks() throws Exception {
    SocketHandler socket = SocketHandler.anonymous();
    try (LongPollNode node =
        LongPollNode.mounting(builder -> builder, socket, MountOptions::longpoll)) {
      assertThat(node.client().query("vsn=123.1.1").get().body()).isEqualTo("{\"status\":403}");
      assertThat(node.events(TelemetryEvent.SocketRefusedVersion.class)).hasSize(1);
    }
  }

  /** Row 92. */
  @Test
  void answersAPollWithWhatTheSessionSent() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = node.connected();
      node.session().onText = RecordingSession::echo;

      assertThat(client.post("ping").body()).isEqualTo("{\"status\":200}");
      Reply reply = client.get();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.token()).isEqualTo(client.token);
      assertThat(reply.messages()).containsExactly("ping");
      assertThat(reply.header("cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void takesTheTokenOutOfTheQuery() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = node.connected();
      node.session().onText = RecordingSession::echo;
      client.query("token=" + client.token);
      client.token = null;

      assertThat(client.post("ping").status()).isEqualTo(200);
      assertThat(client.get().messages()).containsExactly("ping");
    }
  }

  @Test
  void prefersTheTokenOfTheHeader() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = node.connected();
      assertThat(client.query("token=bogus").post("x").status()).isEqualTo(200);

      client.query("token=" + client.token);
      client.token = "bogus";
      assertThat(client.post("x").status()).isEqualTo(410);
    }
  }

  @Test
  void takesATokenThatIsNoStringForNone() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = node.connected();
      client.query("token[]=" + client.token);
      client.token = null;

      assertThat(client.post("x").status()).isEqualTo(410);
    }
  }

  @Test
  void refusesTokensOfAnotherMount() throws Exception {
    try (LongPollNode node =
        LongPollNode.mounting(
            builder -> builder.socket("/other", SocketHandler.anonymous(), m -> m.longpoll()),
            null,
            MountOptions::longpoll)) {
      LongPollClient client = new LongPollClient(node.endpoint.port(), "/other/longpoll");
      client.token = node.connected().token;

      assertThat(client.post("x").status()).isEqualTo(410);
    }
  }

  /** Rows 66 and 88. */
  @Test
  void showsConnectTheRequestThatBeganTheSession() throws Exception {
    try (LongPollNode node =
        LongPollNode.start(o ->
            o.path("lp/:b")
                .connectInfo(
                    ConnectInfoKey.X_HEADERS,
                    ConnectInfoKey.TRACE_CONTEXT_HEADERS,
                    ConnectInfoKey.URI,
                    ConnectInfoKey.USER_AGENT))) {
      LongPollClient client =
          new LongPollClient(node.endpoint.port(), "/socket/lp/2").query("hello=world&b=1");

      client.get("x-application", "Anqa", "traceparent", "00-1", "user-agent", "custom");

      ConnectInfo info = node.connects.getFirst().info();
      assertThat(node.connects.getFirst().transport()).isEqualTo("longpoll");
      assertThat(node.connects.getFirst().params().asMap())
          .isEqualTo(Map.of("hello", "world", "b", "2"));
      assertThat(info.xHeaders()).containsExactly(Map.entry("x-application", "Anqa"));
      assertThat(info.traceContextHeaders()).containsExactly(Map.entry("traceparent", "00-1"));
      assertThat(info.userAgent()).isEqualTo("custom");
      assertThat(info.peer().getAddress().isLoopbackAddress()).isTrue();
      assertThat(info.uri())
          .hasToString("http://127.0.0.1:" + node.endpoint.port() + "/socket/lp/2?hello=world&b=1");
    }
  }

  @ParameterizedTest
  @CsvSource({"true,secret", "false,"})
  void takesTheAuthTokenOutOfItsHeaderWhereTheMountTakesSuch(boolean taken, String expected)
      throws Exception {
    try (LongPollNode node =
        LongPollNode.mounting(builder -> builder, null, m -> m.authToken(taken).longpoll())) {
      node.client().get("x-phoenix-authtoken", "secret", "authorization", "Bearer other");

      assertThat(node.connects.getFirst().info().authToken()).isEqualTo(expected);
    }
  }

  @Test
  void asksTheInterceptorsOnceForEachSession() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HandshakeInterceptor counting =
        handshake -> {
          asked.incrementAndGet();
          handshake.attach("by", handshake.transport());
          handshake.addResponseHeader("x-node", "a");
          return Interception.proceed();
        };
    try (LongPollNode node =
        LongPollNode.mounting(
            builder -> builder.interceptor(counting),
            null,
            m -> m.longpoll(o -> o.window(LongPollNode.SHORT)))) {
      LongPollClient client = node.client();
      Reply first = client.get();
      client.token = first.token();
      client.post("x");
      client.get();
      client.send("OPTIONS", "");

      assertThat(first.header("x-node")).isEqualTo("a");
      assertThat(asked).hasValue(1);
      assertThat(node.connects.getFirst().info().attachments()).containsEntry("by", "longpoll");
    }
  }

  @Test
  void answersAsAnInterceptorSays() throws Exception {
    try (LongPollNode node =
        LongPollNode.mounting(
            builder ->
                builder.interceptor(handshake ->
                    handshake.params().string("busy") != null
                        ? handshake.refuse(429)
                        : Interception.answer(HttpResponse.text(418, "tea"))),
            null,
            MountOptions::longpoll)) {
      Reply busy = node.client().query("busy=1").get();
      Reply other = node.client().get();

      assertThat(busy.http()).isEqualTo(429); // phoenix.js takes no status, and comes again.
      assertThat(busy.body()).isEmpty();
      assertThat(other.http()).isEqualTo(418);
      assertThat(other.body()).isEqualTo("tea");
      assertThat(other.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(node.connects).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "OPTIONS", "PUT"})
  void refusesForeignPagesWhateverTheyAsk(String method) throws Exception {
    try (LongPollNode node =
        LongPollNode.start(o -> o.checkOrigin("//ok.com").window(LongPollNode.SHORT))) {
      LongPollClient client = node.connected();

      Reply foreign = client.send(method, "x", "origin", "https://evil.com");
      Reply known = client.send(method, "x", "origin", "https://ok.com");

      assertThat(foreign.http()).isEqualTo(200);
      assertThat(foreign.body()).isEqualTo("{\"status\":403}");
      assertThat(foreign.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(known.body()).isNotEqualTo(foreign.body());
      assertThat(node.events(TelemetryEvent.OriginRefused.class)).hasSize(1);
    }
  }

  @Test
  void refusesToBeginASessionForAForeignPage() throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.checkOrigin("//ok.com"))) {
      assertThat(node.client().get("origin", "http://ok.com:81").status()).isEqualTo(410);
      assertThat(node.client().get("origin", "http://evil.com").status()).isEqualTo(403);
      assertThat(node.events(TelemetryEvent.OriginRefused.class))
          .singleElement()
          .satisfies(event -> assertThat(event.help()).contains(".longpoll(o -> o.checkOrigin("));
    }
  }

  @Test
  void answersWhatBrowsersAskBefore() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      Reply reply =
          node.client()
              .send(
                  "OPTIONS",
                  "",
                  "access-control-request-headers",
                  "x-a",
                  "access-control-request-headers",
                  "x-b");

      assertThat(reply.http()).isEqualTo(200);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(reply.header("access-control-allow-headers")).isEqualTo("x-a, x-b");
      assertThat(reply.header("access-control-allow-methods")).isEqualTo("get, post, options");
      assertThat(reply.header("access-control-max-age")).isEqualTo("3600");
      assertThat(node.client().send("OPTIONS", "").header("access-control-allow-headers"))
          .isEmpty();
      assertThat(node.connects).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "PUT", "DELETE", "PATCH"})
  void refusesOtherMethods(String method) throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      Reply reply = node.client().send(method, "");

      assertThat(reply.http()).isEqualTo(400);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
    }
  }

  @Test
  void takesBodiesLongerThanOtherHandlersDoUpToItsLimit() throws Exception {
    try (LongPollNode node = LongPollNode.start()) {
      LongPollClient client = node.connected();

      assertThat(client.post("x".repeat(8_000_000)).status()).isEqualTo(200);
      assertThat(client.post("x".repeat(8_000_001)).http()).isEqualTo(400);
      assertThat(client.post("x").status()).isEqualTo(200);
      assertThat(node.session().calls).hasSize(3); // Opened, and two texts.
    }
  }

  @Test
  void keepsItsLimitWhereTheListenerTakesMore() throws Exception {
    try (LongPollNode node = LongPollNode.start(o -> o.maxBodyBytes(10))) {
      LongPollClient client = node.connected();

      assertThat(client.post("x".repeat(10)).status()).isEqualTo(200);
      assertThat(client.post("x".repeat(11)).http()).isEqualTo(400);
    }
  }

  @Test
  void needsASecret() {
    assertThatThrownBy(() ->
            Endpoint.builder()
                .http(0)
                .socket("/socket", SocketHandler.anonymous(), m -> m.longpoll())
                .start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("/socket, transport longpoll: there is no secret")
        .hasMessageContaining(".secretKeyBase(");
  }

  @Test
  void isListedAmongTheRoutes() {
    try (LongPollNode node = LongPollNode.start()) {
      assertThat(node.endpoint.routes().toString())
          .contains(
              "/socket/longpoll   longpoll   UserSocket  window PT10S, bodies up to 8000000 bytes");
    }
    try (LongPollNode node = LongPollNode.start(o -> o.maxBodyBytes(Cap.off()))) {
      assertThat(node.endpoint.routes().toString()).contains("bodies up to 67108864 bytes");
    }
  }
}
