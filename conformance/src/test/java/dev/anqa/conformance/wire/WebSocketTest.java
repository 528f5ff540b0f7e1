package dev.anqa.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames, control frames and close codes: spec section 1.11, rows R27 to R32. */
@ExtendWith(SharedLab.class)
class WebSocketTest {
  private final RunningLab lab;
  @AutoClose private final WsClient raw;

  WebSocketTest(RunningLab lab) {
    this.lab = lab;
    this.raw = lab.open("/raw/websocket");
  }

  /** Row 53. */
  @Test
  void aSocketWithoutChannelsAnswersEachFrameInItsKind() {
    raw.sendText("grüß dich");
    raw.expect(WsFrame.text("grüß dich"));
    raw.sendBinary((byte) 0, (byte) 255);
    raw.expect(WsFrame.of(WsFrame.BINARY, (byte) 0, (byte) 255));
    raw.sendText("");
    raw.expect(WsFrame.text(""));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 125, 126, 127, 65_535, 65_536, 70_000, 1_000_000, 16_777_000})
  void aFrameOfEachLengthFormIsEchoed(int length) {
    raw.sendText("x".repeat(length));
    assertThat(raw.next().payload()).hasSize(length).containsOnly('x');
  }

  /** Far more than any queue of messages holds, in one write and before anything is read. */
  @Test
  void aBurstOfSmallFramesIsEchoedInOrder() {
    WsFrame[] burst =
        IntStream.range(0, 5_000)
            .mapToObj(i -> WsFrame.text(Integer.toString(i)))
            .toArray(WsFrame[]::new);
    raw.send(burst);
    raw.expect(burst);
  }

  /** Rows 52, 56, 57 and R27. */
  @ParameterizedTest
  @ValueSource(strings = {"", "hi", "123"})
  void aPingIsAnsweredByAPongWithItsPayload(String payload) {
    raw.send(WsFrame.of(WsFrame.PING, payload.getBytes(UTF_8)));
    raw.expect(WsFrame.of(WsFrame.PONG, payload.getBytes(UTF_8)));
    raw.sendText("still there");
    raw.expect(WsFrame.text("still there"));
  }

  @Test
  void aPongThatNobodyAskedForIsIgnored() {
    raw.send(WsFrame.of(WsFrame.PONG, (byte) 1));
    raw.sendText("still there");
    raw.expect(WsFrame.text("still there"));
  }

  /** Row R30, spec section 1.11: a client's code is echoed. */
  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1007, 3000, 4001, 4999})
  void aCloseIsAnsweredWithItsCode(int code) {
    raw.send(WsFrame.close(code));
    raw.expectClosed(code);
  }

  @Test
  void aCloseWithoutACodeIsAnswered() {
    raw.send(WsFrame.of(WsFrame.CLOSE));
    WsFrame answer = raw.next();
    assertThat(answer.opcode()).isEqualTo(WsFrame.CLOSE);
    assertThat(answer.closeCode()).isIn(1000, 1005);
    raw.awaitEnd();
  }

  /** RFC 6455 section 7.4: codes that must not be sent. */
  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
  void aCloseWithAForbiddenCodeIsAProtocolError(int code) {
    raw.send(WsFrame.close(code));
    raw.expectClosed(1002);
  }

  /** Row R29. */
  @Test
  void anUnmaskedFrameClosesWith1002() {
    raw.sendUnmasked(WsFrame.text("x"));
    raw.expectClosed(1002);
  }

  /** Row R29: nothing was negotiated, so no reserved bit may be set. */
  @ParameterizedTest
  @CsvSource({"4,1", "2,1", "1,1", "4,2", "7,1", "4,9", "2,8"})
  void aReservedBitClosesWith1002(int rsv, int opcode) {
    raw.send(WsFrame.of(opcode).withRsv(rsv));
    raw.expectClosed(1002);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
  void aReservedOpcodeClosesWith1002(int opcode) {
    raw.send(WsFrame.of(opcode));
    raw.expectClosed(1002);
  }

  @Test
  void aContinuationOfNothingClosesWith1002() {
    raw.send(WsFrame.of(WsFrame.CONTINUATION, (byte) 'x'));
    raw.expectClosed(1002);
  }

  @Test
  void aNewMessageWithinFragmentsClosesWith1002() {
    raw.send(WsFrame.text("a").withFin(false), WsFrame.text("b"));
    raw.expectClosed(1002);
  }

  @Test
  void aFragmentedPingClosesWith1002() {
    raw.send(WsFrame.of(WsFrame.PING).withFin(false));
    raw.expectClosed(1002);
  }

  @Test
  void aControlFrameOfMoreThan125BytesClosesWith1002() {
    raw.send(WsFrame.of(WsFrame.PING, new byte[126]));
    raw.expectClosed(1002);
  }

  /** Row R29: text and close reasons are UTF-8. */
  @ParameterizedTest
  @ValueSource(strings = {"ff", "c3", "c0af", "eda080", "f4908080", "68e4"})
  void textThatIsNotUtf8ClosesWith1007(String hex) {
    raw.send(WsFrame.of(WsFrame.TEXT, HexFormat.of().parseHex(hex)));
    raw.expectClosed(1007);
  }

  @Test
  void aCloseReasonThatIsNotUtf8ClosesWith1007() {
    raw.send(WsFrame.of(WsFrame.CLOSE, (byte) 3, (byte) 0xe8, (byte) 0xff));
    raw.expectClosed(1007);
  }

  /** Also on a socket with channels, where it must not look like bad input. */
  @Test
  void textThatIsNotUtf8ClosesASocketWithChannelsWith1007() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      client.socket().send(WsFrame.of(WsFrame.TEXT, (byte) '[', (byte) 0xff));
      client.expectClosed(1007);
    }
  }

  @Test
  void aCharacterMayBeSplitOverFragments() {
    byte[] euro = "€".getBytes(UTF_8);
    raw.send(
        WsFrame.of(WsFrame.TEXT, euro[0]).withFin(false),
        WsFrame.of(WsFrame.CONTINUATION, euro[1], euro[2]));
    raw.expect(WsFrame.text("€"));
  }

  /** Row R29: the limit counts the payload. */
  @ParameterizedTest
  @CsvSource({"/sub,2020", "/lim,520"})
  void aFrameOverTheLimitClosesWith1009(String mount, int length) {
    try (WsClient client = lab.open(mount + "/websocket")) {
      client.sendText("x".repeat(length));
      client.expectClosed(1009);
    }
  }

  /** The limit is one of messages too, however they are cut. */
  @Test
  void fragmentsThatTogetherExceedTheLimitCloseWith1009() {
    try (WsClient client = lab.open("/sub/websocket")) {
      byte[] part = "x".repeat(700).getBytes(UTF_8);
      client.send(
          new WsFrame(false, 0, WsFrame.TEXT, part),
          new WsFrame(false, 0, WsFrame.CONTINUATION, part),
          new WsFrame(true, 0, WsFrame.CONTINUATION, part));
      client.expectClosed(1009);
    }
  }

  @ParameterizedTest
  @CsvSource({"/sub,1980", "/lim,480"})
  void aFrameWithinTheLimitIsHandled(String mount, int length) {
    try (Phoenix client = lab.connect(mount, Vsn.V2)) {
      String room = Phoenix.room();
      client.joined(room);
      String frame = "[\"11\",\"9\",\"" + room + "\",\"echo\",{\"x\":\"\"}]";
      client.sendRaw(frame.replace("\"\"", "\"" + "y".repeat(length - frame.length()) + "\""));
      assertThat(client.next()).contains("\"status\":\"ok\"");
    }
  }

  /** A header that promises more than the limit is enough; its payload is never awaited. */
  @Test
  void aHeaderThatPromisesTooMuchClosesWith1009() {
    raw.sendBytes(HexFormat.of().parseHex("82ff000000010000000037fa213d"));
    raw.expectClosed(1009);
  }

  /** Row R28: one message, and a ping between its parts. */
  @Test
  void aMessageMayComeInFragments() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      String room = Phoenix.room();
      byte[] text =
          Vsn.V2
              .message("\"1\"", "\"1\"", "\"" + room + "\"", "\"phx_join\"", "{}")
              .getBytes(UTF_8);
      client
          .socket()
          .send(
              new WsFrame(false, 0, WsFrame.TEXT, Arrays.copyOf(text, 9)),
              WsFrame.of(WsFrame.PING, (byte) 'x'),
              new WsFrame(false, 0, WsFrame.CONTINUATION, Arrays.copyOfRange(text, 9, 20)),
              new WsFrame(
                  true, 0, WsFrame.CONTINUATION, Arrays.copyOfRange(text, 20, text.length)));
      client.socket().expect(WsFrame.of(WsFrame.PONG, (byte) 'x'));
      client.expect(new Sent(Vsn.V2, "\"1\"", "\"1\"", room).ok());
    }
  }

  /** Spec section 1.4; on long-poll there is no empty message. */
  @Test
  void anEmptyBinaryFrameClosesASocketWithChannelsWith1011() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      client.connection().sendBinary();
      client.expectClosed(1011);
    }
  }

  /** Rows 133 and 134. Sizes above 127 cannot travel on long-poll, spec section 2.3. */
  @Test
  void binaryFieldsHoldUpTo255Bytes() {
    String room = Phoenix.room();
    String longRoom = room + "x".repeat(255 - room.length());
    try (Phoenix client = lab.connect(Vsn.V2)) {
      Sent join = client.joined(longRoom);
      client.send(longRoom, "pushbin");
      client.expect(join.binaryPush("pushedbin", (byte) 9, (byte) 8));
    }
  }

  /** Row 28. */
  @Test
  void aCloseEndsTheChannels() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      String room = Phoenix.room();
      client.joined(room);
      client.socket().send(WsFrame.close(1000));
      client.socket().expectClosed(1000);
      await().until(() -> lab.statuses(room).isEmpty());
    }
  }
}
