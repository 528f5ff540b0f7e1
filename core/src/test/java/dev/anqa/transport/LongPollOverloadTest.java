package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.limits.Cap;
import dev.anqa.limits.Limits;
import dev.anqa.pubsub.PubSub;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.Session;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.token.Token;
import io.netty.channel.DefaultEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of a client whose loop takes no more work: nothing. */
final class LongPollOverloadTest {
  private final RecordingSession session = new RecordingSession();
  private final CompletableFuture<HttpResponse> answered = new CompletableFuture<>();
  private final PubSub pubsub = PubSub.builder().build();
  private final Mount mount = mount();
  private final Limits limits = mount.runtime().limits();

  private Mount mount() {
    Mount refusing = Requests.mount("/socket", OriginPolicy.off(), new Telemetry());
    MountedSocket accepting =
        new MountedSocket() {
          @Override
          public String name() {
            return "UserSocket";
          }

          @Override
          public Outcome connect(ConnectRequest request, SocketRuntime runtime) {
            return new Outcome.Accepted(session);
          }
        };
    return new Mount(
        "/socket",
        LongPoll.TRANSPORT,
        accepting,
        refusing.options(),
        refusing.originPolicy(),
        refusing.urlHost(),
        new HandshakeChain(List.of()),
        refusing.runtime(),
        LongPoll::refusal);
  }

  /** A request whose loop has stopped, which takes tasks as little as one whose queue is full. */
  private final class Asked implements Exchange {
    private final Loop loop;

    Asked() throws InterruptedException {
      DefaultEventLoop stopped = new DefaultEventLoop();
      loop = new Loop(stopped, 128, pubsub, new Telemetry(), Runnable::run);
      stopped.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }

    @Override
    public HttpRequest request() {
      InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
      return new HttpRequest(
          "GET",
          "http",
          "/socket/longpoll",
          "",
          "HTTP/1.1",
          Headers.none(),
          new byte[0],
          peer,
          /* peerCertificate= */ null);
    }

    @Override
    public void respond(HttpResponse response) {
      answered.complete(response);
    }

    @Override
    public ResponseStream stream(int status, Headers headers, Runnable gone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void upgrade(
        Headers headers, Session session, WebSocketSettings settings, WebSocketListener events) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void whenGone(Runnable task) {}

    @Override
    public void whenClosed(Runnable task) {}

    @Override
    public Loop loop() {
      return loop;
    }
  }

  @AfterEach
  void close() {
    pubsub.close();
    mount.runtime().pubsub().close();
  }

  @Test
  void tellsItToComeAgainAndKeepsNoPlaceForIt() throws Exception {
    TransportLimits ofMount =
        new TransportLimits(
            limits.add("body bytes", "/s", "Options.body", Cap.off()),
            limits.add("pending bytes of long-poll", "/s", "Options.pending", Cap.off()),
            limits.pending(),
            /* ratio= */ null);
    LongPoll longPoll =
        new LongPoll(
            "/socket",
            LongPollSettings.DEFAULT,
            ofMount,
            new Token("s".repeat(64)),
            mount.runtime(),
            new SecureRandom());

    longPoll.serve(TransportRequest.of(mount, new Asked(), Map.of()));

    assertThat(answered).isCompleted();
    HttpResponse response = answered.join();
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers().first("retry-after")).isEqualTo("1");
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).startsWith("{\"status\":500,");
    assertThat(longPoll.sessions()).isZero();
    assertThat(limits.gate().open()).isZero();
    assertThat(session.calls).isEmpty();
  }
}
