package dev.anqa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryEvent;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An endpoint that parts from its clients, seen by them. */
final class DrainTest {
  private static final String READY = "GET /ready HTTP/1.1\nHost: h\n\n";
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  /** Answers when it may. */
  private final class Slow implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
        throws Exception {
      asked.countDown();
      go.await();
      return HandleResult.ok(payload);
    }

    @Override
    public void terminate(StopReason reason, ChannelSocket socket) {
      ends.add(reason.label());
    }
  }

  private Fixture start() {
    return Fixture.start(builder ->
        builder
            .readiness("/ready")
            .secretKeyBase("a secret of 64 bytes, which is as long as it has to be, no byte less")
            .socket(
                "/socket",
                SocketHandler.anonymous().channel("room:*", Slow::new),
                m -> m.longpoll()));
  }

  private static RawHttp join(Fixture fixture) throws Exception {
    RawHttp client = fixture.connect();
    client.send(Handshakes.at("/socket/websocket?vsn=2.0.0").text());
    assertThat(client.readHead().status()).isEqualTo(101);
    client.send(text("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]"));
    assertThat(nextFrame(client)).contains("\"ok\"");
    return client;
  }

  private static byte[] text(String text) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {(byte) TEXT, (byte) (0x80 | text.length()), 0, 0, 0, 0});
    frame.writeBytes(text.getBytes(UTF_8));
    return frame.toByteArray();
  }

  /** The text of a short frame, or its close code. */
  private static String nextFrame(RawHttp client) throws Exception {
    int first = client.readByte();
    byte[] payload = client.readBytes(client.readByte());
    return first == CLOSE
        ? "close " + ((payload[0] & 0xFF) << 8 | payload[1] & 0xFF)
        : new String(payload, UTF_8);
  }

  @Test
  void tellsLoadBalancersAndRefusesHandshakesAndAnswersWhatWasSentBefore() throws Exception {
    try (Fixture fixture = start();
        RawHttp client = join(fixture)) {
      assertThat(fixture.endpoint.isReady()).isTrue();
      assertThat(fixture.ask(READY).body()).isEqualTo("ready");
      client.send(text("[\"1\",\"2\",\"room:a\",\"late\",{\"n\":1}]"));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> draining =
          CompletableFuture.runAsync(() -> {
            try {
              fixture.endpoint.drain();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      await().until(() -> !fixture.endpoint.isReady());

      RawHttp.Answer readiness = fixture.ask(READY);
      assertThat(readiness.status()).isEqualTo(503);
      assertThat(readiness.body()).isEqualTo("draining");
      assertThat(readiness.header("retry-after")).isEqualTo("5");
      RawHttp.Answer webSocket = fixture.ask(Handshakes.right().text());
      assertThat(webSocket.status()).isEqualTo(503);
      assertThat(webSocket.header("retry-after")).isEqualTo("5");
      RawHttp.Answer longPoll = fixture.ask("GET /socket/longpoll?vsn=2.0.0 HTTP/1.1\nHost: h\n\n");
      assertThat(longPoll.status()).isEqualTo(503);
      assertThat(longPoll.header("retry-after")).isEqualTo("5");
      assertThat(fixture.events(TelemetryEvent.HandshakeRefused.class))
          .hasSize(2)
          .allSatisfy(event -> assertThat(event.reason()).isEqualTo("draining"));
      assertThat(client.isSilentFor(Duration.ofMillis(50))).isTrue();

      go.countDown();
      assertThat(nextFrame(client)).contains("\"response\":{\"n\":1}", "\"ok\"");
      assertThat(nextFrame(client)).isEqualTo("close 1012");
      assertThat(ends.take()).isEqualTo("draining");
      draining.get(5, TimeUnit.SECONDS);
      assertThat(fixture.ask(READY).status()).as("pages go on").isEqualTo(503);
    }
  }

  @Test
  void drainsWhenItStopsAndLetsFurtherStopsWait() throws Exception {
    Fixture fixture = start();
    try (RawHttp client = join(fixture)) {
      client.send(text("[\"1\",\"2\",\"room:a\",\"late\",{}]"));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> first = CompletableFuture.runAsync(fixture::close);
      await().until(() -> !fixture.endpoint.isReady());
      CompletableFuture<Void> second = CompletableFuture.runAsync(fixture::close);
      assertThat(client.isSilentFor(Duration.ofMillis(50))).isTrue();
      assertThat(second).isNotDone();
      go.countDown();

      assertThat(nextFrame(client)).contains("phx_reply");
      assertThat(nextFrame(client)).isEqualTo("close 1012");
      second.get(5, TimeUnit.SECONDS);
      first.get(5, TimeUnit.SECONDS);
      assertThat(fixture.events(TelemetryEvent.EndpointStopped.class)).hasSize(1);
      assertThat(fixture.events(TelemetryEvent.SocketDrain.class)).hasSize(1);
    }
  }

  @Test
  void closesWithoutAnswersThatTakeTooLong() throws Exception {
    Fixture fixture =
        Fixture.start(builder ->
            builder
                .shutdownGrace(Duration.ofMillis(50))
                .drainer(d -> d.answerWithin(Duration.ofMillis(50)))
                .socket("/socket", SocketHandler.anonymous().channel("room:*", Slow::new)));
    try (RawHttp client = join(fixture)) {
      client.send(text("[\"1\",\"2\",\"room:a\",\"never\",{}]"));
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(fixture::close);
      assertThat(nextFrame(client)).isEqualTo("close 1012");
      stopping.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void closesConnectionsOfACertainAgeWith1012() throws Exception {
    try (Fixture fixture =
            Fixture.start(builder ->
                builder
                    .drainer(d -> d.maxConnectionAge(Duration.ofMillis(300)))
                    .socket("/socket", SocketHandler.anonymous().channel("room:*", Slow::new)));
        RawHttp client = join(fixture)) {
      assertThat(nextFrame(client)).isEqualTo("close 1012");
      assertThat(ends.take()).isEqualTo("draining");
      assertThat(fixture.endpoint.isReady()).isTrue();
      join(fixture).close();
    }
  }

  @Test
  void endsSessionsOnLongPollSoThatTheirNextPollGoesElsewhere() throws Exception {
    Fixture fixture = start();
    try (RawHttp poller = fixture.connect()) {
      String get = "GET /socket/longpoll?vsn=2.0.0%s HTTP/1.1\nHost: h\n\n";
      String begun = poller.send(get.formatted("")).read().body();
      String token = begun.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
      poller.send(get.formatted("&token=" + token)); // Waits for a message.
      await().until(() -> fixture.endpoint.sessions().count() == 1);
      fixture.endpoint.drain();

      assertThat(poller.read().body()).contains("\"status\":204");
      assertThat(poller.send(get.formatted("&token=" + token)).read().status()).isEqualTo(503);
    } finally {
      fixture.close();
    }
  }
}
