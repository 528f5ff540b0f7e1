package dev.anqa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.pubsub.Subscription;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.NettyIo;
import dev.anqa.transport.Routes.Route;
import dev.anqa.transport.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code lib/phoenix/endpoint.ex} and its supervisor promise. */
final class EndpointTest {
  @ParameterizedTest
  @EnumSource(
      value = NettyIo.class,
      names = {"AUTO", "NIO", "EPOLL"})
  void carriesFramesBothWays(NettyIo io) throws Exception {
    SpySocket spy = new SpySocket();
    try (Fixture fixture = Fixture.start(builder -> builder.io(io).socket("/socket", spy));
        RawHttp client = fixture.connect()) {
      client.send(Handshakes.at("/socket/websocket?a=b").text());
      assertThat(client.readHead().status()).isEqualTo(101);
      assertThat(spy.connects.take().params().asMap()).isEqualTo(Map.of("a", "b"));

      client.send(text("hi"));
      assertThat(client.readBytes(4)).containsExactly(0x81, 2, 'h', 'i');
    }
  }

  @Test
  void countsWhatGoesOverWebSockets() throws Exception {
    try (Fixture fixture = Fixture.mounting(new SpySocket(), _ -> {});
        RawHttp client = fixture.connect()) {
      client.send(Handshakes.right().text());
      client.readHead();
      assertThat(fixture.endpoint.traffic()).isEqualTo(new Traffic(0, 0, 0, 0));

      client.send(text("hi"));
      client.readBytes(4);
      client.send(text("there"));
      client.readBytes(7);
      assertThat(fixture.endpoint.traffic()).isEqualTo(new Traffic(19, 11, 2, 2));
    }
  }

  /** A client must wait for the 101; one that does not loses nothing. */
  @Test
  void takesFramesThatComeRightBehindTheHandshake() throws Exception {
    try (Fixture fixture = Fixture.mounting(new SpySocket(), _ -> {});
        RawHttp client = fixture.connect()) {
      byte[] head = Handshakes.right().text().replace("\n", "\r\n").getBytes(UTF_8);
      byte[] frame = text("early");
      byte[] both = java.util.Arrays.copyOf(head, head.length + frame.length);
      System.arraycopy(frame, 0, both, head.length, frame.length);
      client.send(both);

      assertThat(client.readHead().status()).isEqualTo(101);
      assertThat(client.readBytes(7)).containsExactly(0x81, 5, 'e', 'a', 'r', 'l', 'y');
    }
  }

  @Test
  void upgradesAConnectionThatServedRequestsBefore() throws Exception {
    try (Fixture fixture = Fixture.mounting(new SpySocket(), _ -> {});
        RawHttp client = fixture.connect()) {
      assertThat(client.send("GET /x HTTP/1.1\nHost: h\n\n").read().status()).isEqualTo(404);
      assertThat(client.send(Handshakes.right().without("Upgrade").text()).read().status())
          .isEqualTo(400);
      assertThat(client.send(Handshakes.right().text()).readHead().status()).isEqualTo(101);
    }
  }

  private static byte[] text(String text) {
    byte[] frame = new byte[6 + text.length()];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | text.length());
    System.arraycopy(text.getBytes(UTF_8), 0, frame, 6, text.length());
    return frame;
  }

  @Test
  void tellsItsRealPort() {
    try (Fixture fixture = Fixture.start(builder -> builder)) {
      assertThat(fixture.endpoint.port()).isPositive();
      assertThat(fixture.endpoint.address().getAddress().isLoopbackAddress()).isTrue();
      assertThat(fixture.events(TelemetryEvent.EndpointStarted.class))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.address()).isEqualTo(fixture.endpoint.address());
            assertThat(event.scheme()).isEqualTo("http");
            assertThat(event.io()).isIn("epoll", "nio");
          });
    }
  }

  @Test
  void saysInOneLineThatAPortIsInUse() {
    try (Fixture fixture = Fixture.start(builder -> builder)) {
      int port = fixture.endpoint.port();
      for (NettyIo io : List.of(NettyIo.AUTO, NettyIo.NIO)) {
        assertThatThrownBy(() ->
                Endpoint.builder().noLog().io(io).http(port, o -> o.host("127.0.0.1")).start())
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "port %d on 127.0.0.1 is in use; stop who uses it, or take another port"
                    .formatted(port)
                    .concat(" (.http(0) for a free one)"));
      }
    }
  }

  @Test
  void saysAtOnceThatAPortIsInUseHoweverLongItWouldDrain() {
    try (Fixture fixture = Fixture.start(builder -> builder)) {
      EndpointBuilder second =
          Endpoint.builder()
              .noLog()
              .drainer(d -> d.delay(Duration.ofMinutes(5)))
              .http(fixture.endpoint.port(), o -> o.host("127.0.0.1"));
      CompletableFuture<Endpoint> started = CompletableFuture.supplyAsync(second::start);
      assertThat(started).failsWithin(Duration.ofSeconds(20));
    }
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  @Test
  void saysThatAnAddressIsNotItsOwn() {
    assertThatThrownBy(() -> Endpoint.builder().noLog().http(0, o -> o.host("192.0.2.1")).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("cannot listen on port 0 of 192.0.2.1");
    assertThatThrownBy(
            () -> Endpoint.builder().noLog().http(0, o -> o.host("no.such.invalid")).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no.such.invalid");
  }

  @Test
  void needsAPort() {
    assertThatThrownBy(() -> Endpoint.builder().start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(".http(4000)");
  }

  @Test
  void leavesNoThreadsBehindWhenItDoesNotStart() {
    assertThatThrownBy(() -> Fixture.start(builder -> builder.socket("/bad/:", new SpySocket())))
        .isInstanceOf(IllegalArgumentException.class);
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  @Test
  void stopsWithAllItsThreads() throws Exception {
    SpySocket spy = new SpySocket();
    Fixture fixture = Fixture.mounting(spy, _ -> {});
    try (RawHttp client = fixture.connect()) {
      client.send(Handshakes.right().text());
      assertThat(client.readHead().status()).isEqualTo(101);
      spy.runtime.time().after(Duration.ofHours(1), () -> {});
      assertThat(threads()).contains("anqa-timer", "anqa-loop-1");
    }
    fixture.close();
    fixture.close(); // Nothing more.

    await().untilAsserted(() -> assertThat(threads()).isEmpty());
    assertThat(fixture.events(TelemetryEvent.EndpointStopped.class)).hasSize(1);
    assertThatThrownBy(fixture::connect).isInstanceOf(java.net.ConnectException.class);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("anqa-"))
        .toList();
  }

  @Test
  void keepsTheJvmUp() {
    try (Fixture fixture = Fixture.start(builder -> builder)) {
      assertThat(fixture.endpoint.port()).isPositive();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("anqa-loop-"))
          .isNotEmpty()
          .noneMatch(Thread::isDaemon);
    }
  }

  @Test
  void closesWebSocketsWith1012WhenItStops() throws Exception {
    SpySocket spy = new SpySocket();
    Fixture fixture = Fixture.mounting(spy, _ -> {});
    try (RawHttp client = fixture.connect()) {
      client.send(Handshakes.right().text());
      assertThat(client.readHead().status()).isEqualTo(101);

      CompletableFuture<Void> stopping = CompletableFuture.runAsync(fixture::close);
      assertThat(client.readBytes(4)).containsExactly(0x88, 2, 1012 >> 8, 1012 & 0xFF);
      client.send(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xF4});
      assertThat(client.isAtEnd()).isTrue();
      stopping.get(10, TimeUnit.SECONDS);
      assertThat(spy.closes).hasSize(1);
      assertThat(fixture.events(TelemetryEvent.SocketClosed.class))
          .singleElement()
          .satisfies(event -> assertThat(event.code()).isEqualTo(1012));
    }
  }

  @Test
  void letsRequestsFinishWhenItStops() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Fixture fixture =
        Fixture.start(builder ->
            builder.handler(
                "/slow",
                _ -> {
                  asked.countDown();
                  go.await();
                  return HttpResponse.text(200, "done");
                }));
    try (RawHttp working = fixture.connect();
        RawHttp idle = fixture.connect()) {
      working.send("GET /slow HTTP/1.1\nHost: h\n\n");
      asked.await();
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(fixture::close);
      assertThat(idle.isAtEnd()).isTrue();
      go.countDown();

      RawHttp.Answer answer = working.read();
      assertThat(answer.body()).isEqualTo("done");
      assertThat(answer.header("connection")).isEqualTo("close");
      working.hangUp();
      stopping.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void cutsWhatDoesNotFinishWithinTheGrace() throws Exception {
    Fixture fixture =
        Fixture.start(builder ->
            builder
                .shutdownGrace(Duration.ofMillis(200))
                .handler(
                    "/never",
                    _ -> {
                      new CountDownLatch(1).await();
                      return HttpResponse.empty(200);
                    }));
    try (RawHttp client = fixture.connect()) {
      client.send("GET /never HTTP/1.1\nHost: h\n\n");
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(fixture::close);
      assertThat(client.isAtEnd()).isTrue();
      stopping.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void broadcastsToItsSubscribers() throws Exception {
    try (Fixture fixture = Fixture.start(builder -> builder)) {
      Endpoint endpoint = fixture.endpoint;
      BlockingQueue<Broadcast> seen = new LinkedBlockingQueue<>();
      Subscription subscription = endpoint.subscribe("room:1", seen::add);

      endpoint.broadcast("room:1", "one", Map.of("a", 1)).orThrow();
      endpoint.localBroadcast("room:1", "two", Payload.empty()).orThrow();
      endpoint.broadcastFrom(subscription.subscriber(), "room:1", "not me", Map.of()).orThrow();
      endpoint.broadcast("room:2", "elsewhere", Map.of()).orThrow();
      endpoint.broadcast("room:1", "last", Map.of()).orThrow();

      assertThat(seen.take().payload().text()).isEqualTo("{\"a\":1}");
      assertThat(seen.take()).isEqualTo(new Broadcast("room:1", "two", Payload.empty()));
      assertThat(seen.take().event()).isEqualTo("last");
      subscription.close();
      await().untilAsserted(() -> assertThat(endpoint.pubsub().topics()).isEmpty());
    }
  }

  @Test
  void closesTheConnectionsOfAnIdWith1001() throws Exception {
    SocketHandler handler =
        SocketHandler.connecting(
            "UserSocket",
            request -> ConnectResult.ok().id("users:" + request.params().string("user")));
    try (Fixture fixture = Fixture.start(builder -> builder.socket("/socket", handler));
        RawHttp seven = fixture.connect();
        RawHttp eight = fixture.connect()) {
      seven.send(Handshakes.at("/socket/websocket?user=7").text());
      eight.send(Handshakes.at("/socket/websocket?user=8").text());
      assertThat(seven.readHead().status()).isEqualTo(101);
      assertThat(eight.readHead().status()).isEqualTo(101);
      await().untilAsserted(() -> assertThat(fixture.endpoint.sessions().count()).isEqualTo(2));

      fixture.endpoint.disconnect("users:7").orThrow();

      assertThat(seven.readBytes(4)).containsExactly(0x88, 2, 1001 >> 8, 1001 & 0xFF);
      assertThat(eight.isSilentFor(Duration.ofMillis(100))).isTrue();
      assertThat(fixture.events(TelemetryEvent.SocketClosed.class))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.source().id()).isEqualTo("users:7");
            assertThat(event.code()).isEqualTo(1001);
          });
    }
  }

  @Test
  void mountsAPartInFrontOfWhatIsThereAndEndsItWhenItStops() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    EndpointPart part =
        (endpoint, site) -> {
          site.handler("/part", _ -> HttpResponse.text(200, endpoint.inspect().node()));
          return () -> ended.set(true);
        };
    try (Fixture fixture =
        Fixture.start(
            builder -> builder.handler("/*", _ -> HttpResponse.text(200, "site")).mount(part))) {
      assertThat(fixture.ask("GET /part HTTP/1.1\nHost: h\n\n").body()).isEqualTo("local");
      assertThat(fixture.ask("GET /other HTTP/1.1\nHost: h\n\n").body()).isEqualTo("site");
      assertThat(ended).isFalse();
    }
    assertThat(ended).isTrue();
  }

  @Test
  void printsItsRoutes() {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .socket("/socket/", SocketHandler.anonymous())
                .socket(
                    "/ws/:user",
                    new SpySocket(),
                    m ->
                        m.authToken(true)
                            .websocket(w ->
                                w.noTimeout()
                                    .maxFrameBytes(500)
                                    .checkOrigin("//ok.com")
                                    .subprotocols("sip")))
                .socket("/none", new SpySocket(), m -> m.noWebSocket()))) {
      assertThat(fixture.endpoint.routes().all())
          .containsExactly(
              new Route(
                  "/socket/websocket",
                  "websocket",
                  "AnonymousSocket",
                  "timeout PT1M, frames up to 10000000 bytes, origin host localhost (the"
                      + " endpoint's own)"),
              new Route(
                  "/ws/:user/websocket",
                  "websocket",
                  "SpySocket",
                  "no timeout, frames up to 500 bytes, subprotocols sip, origin //ok.com, auth"
                      + " token"));
      assertThat(fixture.endpoint.routes().toString().lines())
          .hasSize(2)
          .first()
          .asString()
          .startsWith("/socket/websocket    websocket  AnonymousSocket  timeout");
    }
  }

  @Test
  void sharesNothingWithOthers() throws Exception {
    try (Fixture one = Fixture.start(builder -> builder.socket("/one", new SpySocket()));
        Fixture two = Fixture.start(builder -> builder.socket("/two", new SpySocket()))) {
      assertThat(one.ask(Handshakes.at("/two/websocket").text()).status()).isEqualTo(404);
      assertThat(two.ask(Handshakes.at("/two/websocket").text()).status()).isEqualTo(101);
      assertThat(one.endpoint.pubsub()).isNotSameAs(two.endpoint.pubsub());
    }
  }

  @Test
  void leavesAPubSubOpenThatItWasGiven() throws Exception {
    BlockingQueue<Broadcast> seen = new LinkedBlockingQueue<>();
    try (PubSub pubsub = PubSub.builder().build()) {
      Fixture fixture = Fixture.start(builder -> builder.pubsub(pubsub));
      assertThat(fixture.endpoint.pubsub()).isSameAs(pubsub);
      fixture.close();

      pubsub.subscribe("t", 1, seen::add);
      pubsub.broadcast(new Broadcast("t", "e", Payload.empty())).orThrow();
      assertThat(seen.take().event()).isEqualTo("e");
    }
  }

  /** An adapter that finds nobody. */
  private static final class CutOff implements Adapter {
    @Override
    public void start(Receiver receiver) {
      receiver.happened(new AdapterEvent.Disconnected("no cable"));
    }

    @Override
    public String nodeName() {
      return "alone";
    }

    @Override
    public List<String> members() {
      return List.of("alone");
    }

    @Override
    public BroadcastResult broadcast(Broadcast broadcast) {
      return BroadcastResult.localOnly("no cable");
    }

    @Override
    public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
      return BroadcastResult.failed("no cable");
    }

    @Override
    public void close() {}
  }

  @Test
  void knowsThatOtherNodesWereAwayBeforeItStarted() {
    try (PubSub pubsub = PubSub.builder().adapter(new CutOff()).build();
        Fixture fixture = Fixture.start(builder -> builder.pubsub(pubsub))) {
      assertThat(fixture.events(TelemetryEvent.PubSubFailed.class))
          .containsExactly(
              new TelemetryEvent.PubSubFailed(
                  new PubSubEvent.FromAdapter(new AdapterEvent.Disconnected("no cable"))));
      assertThat(fixture.endpoint.inspect().tree().pubsub().connected()).isFalse();
    }
  }
}
