package dev.anqa.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.Endpoint;
import dev.anqa.conformance.client.LongPoll;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.RawSocket;
import dev.anqa.socket.RawSocketHandler;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A socket without channels, told of all that its client does: spec section 4.1, rows 52, 53, 56 to
 * 58 and 92.
 */
final class RawSocketTest {
  private static final String PING_ME = "ping me ";

  /** The control frames that the socket was told of. */
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @AutoClose
  private final Endpoint endpoint =
      Endpoint.builder()
          .http(0, http -> http.host("127.0.0.1"))
          .secretKeyBase("a secret of at least sixty-four bytes, for the tokens of the long-poll")
          .noLog()
          .shutdownGrace(Duration.ZERO)
          .socket(
              "/raw",
              RawSocketHandler.anonymous("Talking", Talking::new),
              mount -> mount.longpoll())
          .socket(
              "/echo",
              RawSocketHandler.anonymous(
                  "Echo", () -> (frame, connection) -> connection.send(frame)))
          .start();

  /** Answers "ping" by a message to itself, pings its client when asked to, and echoes the rest. */
  private final class Talking implements RawSocket {
    @Override
    public void handleIn(Frame frame, Connection connection) {
      String text = frame instanceof Frame.Text(byte[] bytes) ? new String(bytes, UTF_8) : "";
      if (text.equals("ping")) {
        connection.sendSelf("pong");
      } else if (text.startsWith(PING_ME)) {
        connection.send(new Frame.Ping(text.substring(PING_ME.length()).getBytes(UTF_8)));
      } else {
        connection.send(frame);
      }
    }

    @Override
    public void handleControl(Frame frame, Connection connection) {
      told.add(
          switch (frame) {
            case Frame.Ping(byte[] bytes) -> "ping " + new String(bytes, UTF_8);
            case Frame.Pong(byte[] bytes) -> "pong " + new String(bytes, UTF_8);
            case Frame.Text _, Frame.Binary _, Frame.Several _ -> "no control frame";
          });
    }

    @Override
    public void handleInfo(Object message, Connection connection) {
      connection.send(new Frame.Text(((String) message).getBytes(UTF_8)));
    }
  }

  private WsClient open(String path) {
    return WsClient.connect(endpoint.port(), path);
  }

  /** An echo, so that no other frame came before it. */
  private static void expectNothingMore(WsClient client) {
    client.sendText("nothing more");
    client.expect(WsFrame.text("nothing more"));
  }

  /** Row 53. */
  @Test
  void pushesWhatASocketToldItself() {
    try (WsClient client = open("/raw/websocket")) {
      client.sendText("ping");
      client.expect(WsFrame.text("pong"));
      expectNothingMore(client);
    }
  }

  /** Row 92. */
  @Test
  void givesAPollWhatASocketToldItself() {
    try (LongPoll client = new LongPoll(endpoint.port(), "/raw/longpoll").begin()) {
      assertThat(client.post("ping").status()).isEqualTo(200);
      assertThat(client.poll().messages()).containsExactly("pong");
    }
  }

  /** Row 52. */
  @Test
  void answersThePingOfAClientWhoseSocketTakesNoControlFrames() {
    try (WsClient client = open("/echo/websocket")) {
      client.send(WsFrame.of(WsFrame.PING, (byte) '1'));
      client.expect(WsFrame.of(WsFrame.PONG, (byte) '1'));
      expectNothingMore(client);
    }
  }

  /** Rows 56 and 57. */
  @ParameterizedTest
  @ValueSource(strings = {"", "123"})
  void answersAPingAndTellsTheSocket(String payload) throws Exception {
    try (WsClient client = open("/raw/websocket")) {
      client.send(WsFrame.of(WsFrame.PING, payload.getBytes(UTF_8)));
      client.expect(WsFrame.of(WsFrame.PONG, payload.getBytes(UTF_8)));
      expectNothingMore(client);
      expectTold("ping " + payload);
    }
  }

  /** Row 58. */
  @ParameterizedTest
  @ValueSource(strings = {"", "123"})
  void tellsTheSocketOfThePongToItsOwnPing(String payload) throws Exception {
    try (WsClient client = open("/raw/websocket")) {
      client.sendText(PING_ME + payload);
      client.expect(WsFrame.of(WsFrame.PING, payload.getBytes(UTF_8)));
      client.send(WsFrame.of(WsFrame.PONG, payload.getBytes(UTF_8)));
      expectNothingMore(client);
      expectTold("pong " + payload);
    }
  }

  private void expectTold(String frame) throws InterruptedException {
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(frame);
    assertThat(told).isEmpty();
  }
}
