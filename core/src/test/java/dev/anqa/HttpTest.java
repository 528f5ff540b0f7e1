package dev.anqa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.RawHttp.Answer;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryEvent.LimitStage;
import dev.anqa.transport.HttpHandler;
import dev.anqa.transport.HttpOptions;
import dev.anqa.transport.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 as RFC 9112 wants it, seen from a raw socket. */
final class HttpTest {
  /** Answers what it was asked. */
  private static final HttpHandler MIRROR =
      request ->
          HttpResponse.of(
              200,
              "text/plain",
              (request.method() + " " + request.path() + "?" + request.query() + " ")
                  .concat(new String(request.body(), UTF_8))
                  .getBytes(UTF_8));

  private static Fixture mirror() {
    return Fixture.start(builder -> builder.handler("/*", MIRROR));
  }

  /** Listens once more, with other options; that port is the one to connect to. */
  private static Fixture mirror(Consumer<HttpOptions> change) {
    UnaryOperator<EndpointBuilder> add =
        builder -> builder.handler("/*", MIRROR).socket("/socket", new SpySocket());
    return Fixture.start(builder ->
        add.apply(
            builder.http(
                0,
                o -> {
                  o.host("127.0.0.1");
                  change.accept(o);
                })));
  }

  private static RawHttp connectLast(Fixture fixture) throws Exception {
    return new RawHttp(fixture.endpoint.addresses().getLast().getPort());
  }

  @Test
  void answersOneRequestAfterTheOther() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      for (int i = 0; i < 3; i++) {
        Answer answer =
            client
                .send("POST /%d?q HTTP/1.1\nHost: h\nContent-Length: 2\n\nhi".formatted(i))
                .read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("POST /" + i + "?q hi");
        assertThat(answer.header("date")).isNotNull();
        assertThat(answer.header("connection")).isNull();
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        requests.append("GET /%d HTTP/1.1\nHost: h\n\n".formatted(i));
      }
      client.send(requests.toString());
      for (int i = 0; i < 100; i++) {
        assertThat(client.read().body()).isEqualTo("GET /" + i + "? ");
      }
    }
  }

  @Test
  void readsRequestsThatComeByteForByte() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      String request =
          """
          POST /a HTTP/1.1
          Host: h
          Transfer-Encoding: chunked

          2
          hi
          4
           you
          0

          GET /b HTTP/1.1
          Host: h

          """;
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }
      assertThat(client.read().body()).isEqualTo("POST /a? hi you");
      assertThat(client.read().body()).isEqualTo("GET /b? ");
    }
  }

  @Test
  void closesWhereTheClientWantsIt() throws Exception {
    try (Fixture fixture = mirror()) {
      for (String request :
          List.of(
              "GET / HTTP/1.1\nHost: h\nConnection: close\n\n",
              "GET / HTTP/1.0\n\n",
              "GET / HTTP/1.0\nHost: h\n\n")) {
        try (RawHttp client = fixture.connect()) {
          Answer answer = client.send(request).read();
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.header("connection")).isEqualTo("close");
          assertThat(client.isAtEnd()).isTrue();
        }
      }
    }
  }

  @Test
  void keepsConnectionsOfOldClientsThatAskForIt() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      for (int i = 0; i < 2; i++) {
        Answer answer = client.send("GET / HTTP/1.0\nConnection: keep-alive\n\n").read();
        assertThat(answer.header("connection")).isEqualTo("keep-alive");
      }
    }
  }

  @Test
  void answersHeadWithoutTheBody() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      Answer answer = client.send("HEAD /x HTTP/1.1\nHost: h\n\n").readHead();
      assertThat(answer.header("content-length")).isEqualTo("9");
      assertThat(client.send("GET /x HTTP/1.1\nHost: h\n\n").read().body()).isEqualTo("GET /x? ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\n\n",
        "GET / HTTP/1.1\nHost: a\nHost: a\n\n",
        "GET / HTTP/1.1\nHost: a b\n\n",
        "GET / HTTP/1.1\nHost: a/b\n\n",
        "GET / HTTP/1.1\nHost: a:99999\n\n",
        "GET / HTTP/1.1\nHost: [::1\n\n",
        "GET / HTTP/9.9\nHost: a\n\n",
        "GET / HTTP/2.0\nHost: a\n\n",
        "GET / FOO/1.1\nHost: a\n\n",
        "GET /\n\n",
        "GET / HTTP/1.1\nHost: a\nX-Folded: one\n two\n\n",
        "GET / HTTP/1.1\nHost: a\nX-Folded: one\n\ttwo\n\n",
        "GET / HTTP/1.1\n Host: a\n\n",
        "GET / HTTP/1.1\nHost : a\n\n",
        "GET / HTTP/1.1\nHost: a\nno colon\n\n",
        "GET / HTTP/1.1\nHost: a\nX\u0001: b\n\n",
        "GET /# HTTP/1.1\nHost: a\n\n",
        "GET foo HTTP/1.1\nHost: a\n\n",
        "CONNECT a:80 HTTP/1.1\nHost: a:80\n\n",
        "GET /%zz HTTP/1.1\nHost: a\n\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: x\n\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: -1\n\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 2\n\nab",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nzz\n\n"
      })
  void refusesMalformedRequestsAndCloses(String request) throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      assertThat(client.send(request).read().status()).isEqualTo(400);
      if (!request.contains("%zz")) { // Well-formed for HTTP; nobody can be asked about it.
        assertThat(client.isAtEnd()).isTrue();
      }
    }
  }

  @Test
  void refusesBareLineFeeds() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      assertThat(client.sendRaw("GET / HTTP/1.1\nHost: h\n\n").read().status()).isEqualTo(400);
    }
  }

  @Test
  void findsFoldedLinesThatComeInPieces() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      client.send("GET / HTTP/1.1\nHost: h\n").send("X: one\n").send(" two\n\n");
      assertThat(client.read().status()).isEqualTo(400);
    }
  }

  @Test
  void takesEmptyLinesInFrontOfARequest() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      client.send("\n\nGET /a HTTP/1.1\nHost: h\n\n");
      assertThat(client.read().body()).isEqualTo("GET /a? ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://other.com:81/p?q, GET /p?q , other.com, 81",
    "http://other.com, GET /? , other.com, 80",
    "HTTP://other.com?q, GET /?q , other.com, 80",
    "/p, GET /p? , h, 80"
  })
  void takesWholeUrisAsTargets(String target, String mirrored, String host, int port)
      throws Exception {
    List<String> hosts = new ArrayList<>();
    try (Fixture fixture =
        Fixture.start(builder ->
            builder.handler(
                "/*",
                request -> {
                  hosts.add(request.host() + " " + request.port());
                  return MIRROR.handle(request);
                }))) {
      Answer answer = fixture.ask("GET " + target + " HTTP/1.1\nHost: h\n\n");
      assertThat(answer.body().strip()).isEqualTo(mirrored.strip());
      assertThat(hosts).containsExactly(host + " " + port);
    }
  }

  @Test
  void answers414And431ToWhatIsTooLong() throws Exception {
    try (Fixture fixture = mirror()) {
      String line = "GET /" + "x".repeat(10_000) + " HTTP/1.1\nHost: h\n\n";
      String header = "GET / HTTP/1.1\nHost: h\nX: " + "x".repeat(33_000) + "\n\n";

      assertThat(fixture.ask(line).status()).isEqualTo(414);
      assertThat(fixture.ask(header).status()).isEqualTo(431);
    }
  }

  @Test
  void answers413ToBodiesThatAreTooLarge() throws Exception {
    try (Fixture fixture = mirror(o -> o.maxBodyBytes(10))) {
      try (RawHttp client = connectLast(fixture)) {
        client.send("POST / HTTP/1.1\nHost: h\nContent-Length: 11\n\n0123456789a");
        assertThat(client.read().status()).isEqualTo(413);
        assertThat(client.isAtEnd()).isTrue();
      }
      try (RawHttp client = connectLast(fixture)) {
        client.send(
            "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n6\n012345\n5\n6789a\n");
        assertThat(client.read().status()).isEqualTo(413);
      }
      try (RawHttp client = connectLast(fixture)) {
        client.send("POST / HTTP/1.1\nHost: h\nContent-Length: 10\n\n0123456789");
        assertThat(client.read().body()).isEqualTo("POST /? 0123456789");
      }
    }
  }

  /** Closing at once would reset the connection, and the answer with it. */
  @Test
  void letsTheAnswerArriveThoughTheClientIsStillSending() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      client.send("POST / HTTP/1.1\nHost: h\nContent-Length: 9000000\n\n");
      for (int i = 0; i < 90; i++) {
        client.send(new byte[100_000]);
      }
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void sends100WhereTheClientWaitsForIt() throws Exception {
    try (Fixture fixture = mirror();
        RawHttp client = fixture.connect()) {
      client.send("POST / HTTP/1.1\nHost: h\nExpect: 100-continue\nContent-Length: 2\n\n");
      assertThat(client.readHead().status()).isEqualTo(100);
      assertThat(client.send("hi").read().body()).isEqualTo("POST /? hi");
      assertThat(fixture.ask("POST / HTTP/1.1\nHost: h\nExpect: magic\n\n").status())
          .isEqualTo(417);
    }
  }

  @Test
  void cutsClientsThatSayNothingOrTooLittle() throws Exception {
    try (Fixture fixture = mirror(o -> o.handshakeTimeout(Duration.ofMillis(200)))) {
      try (RawHttp silent = connectLast(fixture)) {
        assertThat(silent.isAtEnd()).isTrue();
      }
      try (RawHttp slow = connectLast(fixture)) {
        assertThat(slow.send("GET / HTTP/1.1\nHost: h\n").read().status()).isEqualTo(408);
        assertThat(slow.isAtEnd()).isTrue();
      }
    }
  }

  @Test
  void boundsTheHeadersOfLaterRequestsFromTheirFirstByte() throws Exception {
    try (Fixture fixture = mirror(o -> o.handshakeTimeout(Duration.ofMillis(200)));
        RawHttp client = connectLast(fixture)) {
      assertThat(client.send("GET / HTTP/1.1\nHost: h\n\n").read().status()).isEqualTo(200);
      assertThat(client.send("GET / HTTP/1.1\n").read().status()).isEqualTo(408);
    }
  }

  @Test
  void cutsClientsWhoseBodyDoesNotCome() throws Exception {
    try (Fixture fixture = mirror(o -> o.bodyTimeout(Duration.ofMillis(200)));
        RawHttp client = connectLast(fixture)) {
      client.send("POST / HTTP/1.1\nHost: h\nContent-Length: 2\n\nh");
      assertThat(client.read().status()).isEqualTo(408);
    }
  }

  @Test
  void cutsClientsThatAskNothingMore() throws Exception {
    try (Fixture fixture = mirror(o -> o.idleTimeout(Duration.ofMillis(200)));
        RawHttp client = connectLast(fixture)) {
      assertThat(client.send("GET / HTTP/1.1\nHost: h\n\n").read().status()).isEqualTo(200);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void letsOthersWaitWhileThereAreTooManyConnections() throws Exception {
    try (Fixture fixture = mirror(o -> o.maxConnections(2));
        RawHttp webSocket = connectLast(fixture)) {
      assertThat(webSocket.send(Handshakes.right().text()).readHead().status()).isEqualTo(101);
      try (RawHttp one = connectLast(fixture);
          RawHttp two = connectLast(fixture)) {
        for (RawHttp each : List.of(one, two)) { // The WebSocket does not count.
          assertThat(each.send("GET / HTTP/1.1\nHost: h\n\n").read().status()).isEqualTo(200);
        }
        try (RawHttp three = connectLast(fixture)) {
          three.send("GET /late HTTP/1.1\nHost: h\n\n");
          assertThat(three.isSilentFor(Duration.ofMillis(200))).isTrue();
          one.hangUp();
          assertThat(three.read().body()).isEqualTo("GET /late? ");
        }
      }
      await()
          .untilAsserted(() ->
              assertThat(fixture.events(TelemetryEvent.LimitReached.class))
                  .isNotEmpty()
                  .allSatisfy(event -> assertThat(event.option()).endsWith("maxConnections")));
    }
  }

  @Test
  void letsThoseWhoWaitInWhenTheLimitIsRaised() throws Exception {
    try (Fixture fixture = mirror(o -> o.maxConnections(1));
        RawHttp one = connectLast(fixture)) {
      assertThat(one.send("GET / HTTP/1.1\nHost: h\n\n").read().status()).isEqualTo(200);
      try (RawHttp two = connectLast(fixture)) {
        two.send("GET /late HTTP/1.1\nHost: h\n\n");
        assertThat(two.isSilentFor(Duration.ofMillis(200))).isTrue();
        fixture.endpoint.limits().all().stream()
            .filter(limit -> limit.name().equals("HTTP connections"))
            .forEach(limit -> limit.set(Cap.enforce(2)));
        assertThat(two.read().body()).isEqualTo("GET /late? ");
      }
    }
  }

  @Test
  void letsNobodyWaitWhereTooManyConnectionsAreOnlyObserved() throws Exception {
    try (Fixture fixture = mirror(o -> o.maxConnections(Cap.observe(2)))) {
      Limit limit =
          fixture.endpoint.limits().all().stream()
              .filter(each -> each.cap().equals(Cap.observe(2)))
              .findFirst()
              .orElseThrow();
      try (RawHttp one = connectLast(fixture);
          RawHttp two = connectLast(fixture)) {
        assertThat(answers(one) && answers(two)).isTrue();
        assertThat(limit.observed()).isZero();
        try (RawHttp three = connectLast(fixture)) {
          assertThat(answers(three)).isTrue();
          assertThat(limit.observed()).isEqualTo(1);
        }
      }
      assertThat(fixture.events(TelemetryEvent.LimitReached.class))
          .extracting(TelemetryEvent.LimitReached::stage)
          .containsExactly(LimitStage.NEAR, LimitStage.OBSERVED);
    }
  }

  @Test
  void letsNobodyWaitWhereConnectionsAreNotCounted() throws Exception {
    try (Fixture fixture = mirror(o -> o.maxConnections(Cap.off()));
        RawHttp one = connectLast(fixture);
        RawHttp two = connectLast(fixture)) {
      assertThat(answers(one) && answers(two)).isTrue();
      assertThat(fixture.events(TelemetryEvent.LimitReached.class)).isEmpty();
    }
  }

  private static boolean answers(RawHttp client) throws Exception {
    return client.send("GET / HTTP/1.1\nHost: h\n\n").read().status() == 200;
  }

  @Test
  void asksTheFirstHandlerThatMatches() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .handler("/exact", _ -> HttpResponse.text(200, "exact"))
                .handler("/below/*", _ -> HttpResponse.text(200, "below"))
                .handler("/below/never", _ -> HttpResponse.text(200, "never")))) {
      assertThat(get(fixture, "/exact").body()).isEqualTo("exact");
      assertThat(get(fixture, "//exact/").body()).isEqualTo("exact");
      assertThat(get(fixture, "/below").body()).isEqualTo("below");
      assertThat(get(fixture, "/below/never").body()).isEqualTo("below");
      assertThat(get(fixture, "/exact/more").status()).isEqualTo(404);
      assertThat(get(fixture, "/exact/more").body()).isEqualTo("Not Found");
    }
  }

  @Test
  void doesNotPassMountedPathsOn() throws Exception {
    try (Fixture fixture =
        Fixture.start(
            builder -> builder.socket("/socket", new SpySocket()).handler("/*", MIRROR))) {
      assertThat(get(fixture, "/socket/websocket").status()).isEqualTo(400);
      assertThat(get(fixture, "/socket").status()).isEqualTo(200);
    }
  }

  @Test
  void answers500WhenAHandlerThrows() throws Exception {
    IllegalStateException thrown = new IllegalStateException("no");
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .handler(
                    "/throws",
                    _ -> {
                      throw thrown;
                    })
                .handler("/null", _ -> null)
                .handler("/params", request -> HttpResponse.text(200, "" + request.params())))) {
      assertThat(get(fixture, "/throws").status()).isEqualTo(500);
      assertThat(fixture.events(TelemetryEvent.RequestFailed.class))
          .containsExactly(new TelemetryEvent.RequestFailed("GET", "/throws", thrown));
      assertThat(get(fixture, "/null").status()).isEqualTo(500);
      assertThat(get(fixture, "/params?a=%zz").status()).isEqualTo(400);
      assertThat(get(fixture, "/params?a=1").body()).contains("a=1");
    }
  }

  @Test
  void runsHandlersOnVirtualThreadsWhichMayBlock() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Fixture fixture =
            Fixture.start(builder ->
                builder
                    .handler(
                        "/slow",
                        _ -> {
                          go.await();
                          return HttpResponse.text(200, "" + Thread.currentThread().isVirtual());
                        })
                    .handler("/fast", _ -> HttpResponse.empty(204)));
        RawHttp slow = fixture.connect();
        RawHttp slower = fixture.connect();
        RawHttp slowest = fixture.connect()) {
      for (RawHttp each : List.of(slow, slower, slowest)) {
        each.send("GET /slow HTTP/1.1\nHost: h\n\n");
      }
      Answer fast = get(fixture, "/fast");
      assertThat(fast.status()).isEqualTo(204);
      assertThat(fast.header("content-length")).isNull();
      go.countDown();
      assertThat(slow.read().body()).isEqualTo("true");
    }
  }

  private static Answer get(Fixture fixture, String target) throws Exception {
    return fixture.ask("GET " + target + " HTTP/1.1\nHost: h\n\n");
  }
}
