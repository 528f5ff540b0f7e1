package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.JoinResult;
import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of the endpoint: spec sections 1.11 and 3.8, row R48. Each test stops its own Lab. */
class DrainTest {
  /** No phx_close and no phx_error: the close frame is all. */
  @ParameterizedTest
  @EnumSource(Vsn.class)
  void closesConnectionsWithAChannelWith1012(Vsn vsn) {
    try (RunningLab lab = RunningLab.start();
        Phoenix client = lab.connect(vsn)) {
      client.joined("room:a");
      client.joined("room:b");
      Thread.startVirtualThread(lab::close);
      assertThat(client.next()).isEqualTo("close 1012");
    }
  }

  @Test
  void endsConnectionsWithoutAChannel() {
    try (RunningLab lab = RunningLab.start();
        Phoenix client = lab.connect(Vsn.V2)) {
      client.expectNothing();
      Thread.startVirtualThread(lab::close);
      assertThat(client.socket().awaitClose()).isIn(1000, 1001, 1006, 1012);
    }
  }

  @Test
  void endsManyConnections() {
    try (RunningLab lab = RunningLab.start()) {
      List<Phoenix> clients =
          IntStream.range(0, 200).mapToObj(i -> lab.connect("/bench", Vsn.V2)).toList();
      clients.forEach(client -> client.joined("room:many"));
      Thread.startVirtualThread(lab::close);
      assertThat(clients).allSatisfy(client -> assertThat(client.next()).isEqualTo("close 1012"));
      clients.forEach(Phoenix::close);
    }
  }

  @Test
  void answersWhatWasSentBeforeAndLetsNobodyInMeanwhile() {
    try (RunningLab lab = RunningLab.start();
        Phoenix client = lab.connect(Vsn.V2)) {
      client.joined("room:a");
      Sent slow = client.send("room:a", "block", "{\"ms\":500}");
      Sent echo = client.send("room:a", "echo", "{\"n\":1}");
      client.expect(client.heartbeat().ok()); // Both have come.
      Thread.startVirtualThread(lab::close);
      await()
          .untilAsserted(() -> {
            HttpReply refused = lab.handshake("/socket/websocket?vsn=2.0.0");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("5");
          });
      client.expect(slow.ok(), echo.ok("{\"n\":1}"), "close 1012");
    }
  }

  @Test
  void endsWithAPortThatNobodyListensTo() {
    try (RunningLab lab = RunningLab.start()) {
      int port = lab.port();
      Thread.startVirtualThread(lab::close);
      await()
          .untilAsserted(() -> {
            assertThat(refused(port)).isTrue();
          });
    }
  }

  private static boolean refused(int port) {
    try {
      HttpRequest.get("/").send(port);
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  @Test
  void leavesAMountAloneWhoseDrainerIsOff() throws Exception {
    SocketHandler socket = SocketHandler.anonymous().channel("room:*", Rooms::new);
    try (Endpoint endpoint =
            Endpoint.builder()
                .http(0, http -> http.host("127.0.0.1"))
                .noLog()
                .socket("/drained", socket)
                .socket("/left", socket, mount -> mount.drainer(false))
                .start();
        Phoenix drained = client(endpoint, "/drained");
        Phoenix left = client(endpoint, "/left")) {
      drained.joined("room:a");
      left.joined("room:a");

      endpoint.drain();

      assertThat(drained.next()).isEqualTo("close 1012");
      left.expectNothing();
      Thread.startVirtualThread(endpoint::close);
      assertThat(left.next()).isEqualTo("close 1012");
    }
  }

  private static Phoenix client(Endpoint endpoint, String mount) {
    return new Phoenix(WsClient.connect(endpoint.port(), mount + "/websocket?vsn=2.0.0"), Vsn.V2);
  }

  private static final class Rooms implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }
  }
}
