package dev.anqa.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * permessage-deflate: spec section 3.7, rows R44 and R45, RFC 7692. Many messages of many sizes are
 * in {@code AutobahnCompressionTest}.
 */
@ExtendWith(SharedLab.class)
class CompressionTest {
  private static final String EXTENSIONS = "sec-websocket-extensions";
  private static final String OFFER = EXTENSIONS + ": permessage-deflate";
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  private static final int MIB = 1 << 20;

  private final RunningLab lab;

  CompressionTest(RunningLab lab) {
    this.lab = lab;
  }

  /** Row R44. */
  @ParameterizedTest
  @CsvSource({
    "/lim, '', ''",
    "/deflate, '; client_max_window_bits', '; client_max_window_bits=15'",
    "/rawdeflate, '; server_max_window_bits=9, permessage-deflate', ''"
  })
  void isNegotiatedWhereItIsOn(String mount, String parameters, String answered) {
    try (WsClient client = lab.open(mount + "/websocket", OFFER + parameters)) {
      assertThat(client.handshake().header(EXTENSIONS)).isEqualTo(AGREED + answered);
    }
  }

  /** Row R45. */
  @ParameterizedTest
  @ValueSource(strings = {"/socket", "/raw", "/bench", "/sub"})
  void isNotNegotiatedWhereItIsOff(String mount) {
    try (WsClient client = lab.open(mount + "/websocket", OFFER)) {
      assertThat(client.handshake().header(EXTENSIONS)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"; server_max_window_bits=10", "; nonsense", "-frame"})
  void isNotNegotiatedForOffersThatCannotBeKept(String parameters) {
    try (WsClient client = lab.open("/rawdeflate/websocket", OFFER + parameters)) {
      assertThat(client.handshake().header(EXTENSIONS)).isNull();
      client.sendText("plain");
      client.expect(WsFrame.text("plain"));
    }
  }

  /** A client that negotiated nothing may not compress, wherever it is. */
  @ParameterizedTest
  @ValueSource(strings = {"/raw", "/rawdeflate"})
  void isNotForClientsThatDidNotOfferIt(String mount) {
    try (WsClient client = lab.open(mount + "/websocket")) {
      client.send(WsFrame.text("hello").withRsv(WsFrame.RSV1));
      client.expectClosed(1002);
    }
  }

  @Test
  void worksInBothDirectionsForMessagesThatAreLongEnough() throws Exception {
    try (WsClient client = lab.open("/rawdeflate/websocket", OFFER)) {
      String text = "compress me ".repeat(1_000);
      for (int i = 0; i < 3; i++) {
        client.send(WsFrame.deflated(WsFrame.TEXT, text.getBytes(UTF_8)));
        assertThat(new String(inflated(client.next()), UTF_8)).isEqualTo(text);
      }
      client.send(WsFrame.deflated(WsFrame.TEXT, "short".getBytes(UTF_8)));
      client.expect(WsFrame.text("short"));
    }
  }

  @Test
  void worksForMessagesInFragments() {
    try (WsClient client = lab.open("/rawdeflate/websocket", OFFER)) {
      byte[] payload = WsFrame.deflated(WsFrame.TEXT, "in fragments".getBytes(UTF_8)).payload();
      client.send(
          WsFrame.of(WsFrame.TEXT, Arrays.copyOf(payload, 4)).withFin(false).withRsv(WsFrame.RSV1),
          WsFrame.of(WsFrame.PING, (byte) 'p'),
          WsFrame.of(WsFrame.CONTINUATION, Arrays.copyOfRange(payload, 4, payload.length)));
      client.expect(WsFrame.of(WsFrame.PONG, (byte) 'p'), WsFrame.text("in fragments"));
    }
  }

  @Test
  void worksForChannels() throws Exception {
    String topic = Phoenix.room();
    String big = "b".repeat(5_000);
    try (WsClient client = lab.open("/deflate/websocket?vsn=2.0.0", OFFER);
        WsClient plain = lab.open("/deflate/websocket?vsn=2.0.0")) {
      for (WsClient each : new WsClient[] {client, plain}) {
        each.sendText("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]");
        assertThat(each.next().text()).contains("\"ok\"");
      }
      String bcast = "[\"1\",\"2\",\"" + topic + "\",\"bcast\",{\"x\":\"" + big + "\"}]";
      client.send(WsFrame.deflated(WsFrame.TEXT, bcast.getBytes(UTF_8)));

      WsFrame broadcast = plain.next();
      assertThat(broadcast.text()).contains("bcasted", big);
      assertThat(new String(inflated(client.next()), UTF_8)).isEqualTo(broadcast.text());
      assertThat(client.next().text()).contains("phx_reply", "\"ok\"");
      client.sendText(bcast.replace("\"bcast\"", "\"echo\""));
      assertThat(new String(inflated(client.next()), UTF_8)).contains("phx_reply", big);
    }
  }

  /** RSV1 where it must not be; RSV2 and RSV3 always. */
  @ParameterizedTest
  @CsvSource({"4, 9", "4, 10", "4, 8", "4, 3", "2, 1", "1, 1", "6, 2", "5, 2"})
  void reservedBitsAreCheckedAfterNegotiationToo(int rsv, int opcode) {
    try (WsClient client = lab.open("/rawdeflate/websocket", OFFER)) {
      client.send(WsFrame.of(opcode).withRsv(rsv));
      client.expectClosed(1002);
    }
  }

  @Test
  void reservedBitsAreCheckedOnContinuations() {
    try (WsClient client = lab.open("/rawdeflate/websocket", OFFER)) {
      client.send(
          WsFrame.text("a").withFin(false), WsFrame.of(WsFrame.CONTINUATION).withRsv(WsFrame.RSV1));
      client.expectClosed(1002);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffff", "06"})
  void corruptDataClosesWith1007(String payload) {
    byte[] bytes = HexFormat.of().parseHex(payload);
    byte[] behind = Arrays.copyOf(bytes, 40);
    Arrays.fill(behind, bytes.length, 40, (byte) 0xFF);
    try (WsClient client = lab.open("/rawdeflate/websocket", OFFER)) {
      client.send(WsFrame.of(WsFrame.BINARY, behind).withRsv(WsFrame.RSV1));
      client.expectClosed(1007);
    }
  }

  @Test
  void inflatedTextThatIsNotUtf8ClosesWith1007() {
    try (WsClient client = lab.open("/rawdeflate/websocket", OFFER)) {
      client.send(WsFrame.deflated(WsFrame.TEXT, (byte) 'a', (byte) 0xC0, (byte) 'b'));
      client.expectClosed(1007);
    }
  }

  /** Of the mount's frame limit, of the ratio, of both. */
  @ParameterizedTest
  @CsvSource({"/lim, 520", "/lim, 1048576", "/deflate, 1048576", "/deflate, 33554432"})
  void bombsCloseWith1009(String mount, int bytes) {
    WsFrame bomb = WsFrame.deflated(WsFrame.BINARY, new byte[bytes]);
    int half = bomb.payload().length / 2;
    try (WsClient client = lab.open(mount + "/websocket?vsn=2.0.0", OFFER)) {
      client.send(bomb);
      client.expectClosed(1009);
    }
    try (WsClient client = lab.open(mount + "/websocket?vsn=2.0.0", OFFER)) {
      byte[] second = Arrays.copyOfRange(bomb.payload(), half, bomb.payload().length);
      client.send(
          WsFrame.of(WsFrame.BINARY, Arrays.copyOf(bomb.payload(), half))
              .withFin(false)
              .withRsv(WsFrame.RSV1),
          WsFrame.of(WsFrame.CONTINUATION, second));
      client.expectClosed(1009);
    }
  }

  /** What was inflated of a hundred bombs is garbage at once: the Lab answers as ever. */
  @Test
  void bombsDoNotHarmOthers() throws Exception {
    WsFrame bomb = WsFrame.deflated(WsFrame.BINARY, new byte[16 * MIB]);
    try (WsClient bystander = lab.open("/rawdeflate/websocket", OFFER)) {
      for (int i = 0; i < 100; i++) {
        try (WsClient client = lab.open("/rawdeflate/websocket", OFFER)) {
          client.send(bomb);
          assertThat(client.next().closeCode()).isEqualTo(1009);
        }
        bystander.sendText("well?");
        bystander.expect(WsFrame.text("well?"));
      }
    }
  }

  private static byte[] inflated(WsFrame frame) throws DataFormatException {
    assertThat(frame.rsv()).isEqualTo(WsFrame.RSV1);
    byte[] payload = Arrays.copyOf(frame.payload(), frame.payload().length + 4);
    payload[payload.length - 2] = (byte) 0xFF;
    payload[payload.length - 1] = (byte) 0xFF;
    Inflater inflater = new Inflater(/* nowrap= */ true);
    inflater.setInput(payload);
    byte[] message = new byte[MIB];
    int length = inflater.inflate(message);
    inflater.end();
    return Arrays.copyOf(message, length);
  }
}
