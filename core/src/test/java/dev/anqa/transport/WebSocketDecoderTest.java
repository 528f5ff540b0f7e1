package dev.anqa.transport;

import static dev.anqa.transport.ClientBytes.BINARY;
import static dev.anqa.transport.ClientBytes.CLOSE;
import static dev.anqa.transport.ClientBytes.CONTINUATION;
import static dev.anqa.transport.ClientBytes.FIN;
import static dev.anqa.transport.ClientBytes.PING;
import static dev.anqa.transport.ClientBytes.PONG;
import static dev.anqa.transport.ClientBytes.TEXT;
import static dev.anqa.transport.ClientBytes.all;
import static dev.anqa.transport.ClientBytes.close;
import static dev.anqa.transport.ClientBytes.frame;
import static dev.anqa.transport.ClientBytes.header;
import static dev.anqa.transport.ClientBytes.text;
import static dev.anqa.transport.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5. */
final class WebSocketDecoderTest {
  private final Recorder came = new Recorder();

  private static final class Recorder implements WebSocketDecoder.Sink {
    final List<String> calls = new ArrayList<>();

    @Override
    public void message(Frame frame) {
      calls.add(describe(frame));
    }

    @Override
    public void control(Frame frame) {
      calls.add(describe(frame));
    }

    @Override
    public void close(CloseFrame frame) {
      calls.add("close " + frame.code() + " " + frame.reason());
    }

    private static String describe(Frame frame) {
      return switch (frame) {
        case Frame.Text(byte[] bytes) -> "text " + new String(bytes, StandardCharsets.UTF_8);
        case Frame.Binary(byte[] bytes) -> "binary " + HexFormat.of().formatHex(bytes);
        case Frame.Ping(byte[] bytes) -> "ping " + new String(bytes, StandardCharsets.UTF_8);
        case Frame.Pong(byte[] bytes) -> "pong " + new String(bytes, StandardCharsets.UTF_8);
        case Frame.Several _ -> "several";
      };
    }
  }

  /** One of everything: fragments, control frames between them, all forms of length. */
  private static byte[] conversation() {
    return all(
        text("hé€𝄞"),
        frame(TEXT, utf8("a")),
        frame(FIN | PING, utf8("are you there")),
        frame(CONTINUATION),
        frame(CONTINUATION, utf8("b€").clone()),
        frame(FIN | PONG),
        frame(FIN | CONTINUATION, utf8("c")),
        frame(FIN | BINARY, (byte) 0, (byte) 0xFF),
        frame(FIN | TEXT),
        text("x".repeat(126)),
        close(4001, "bye"));
  }

  private static final List<String> CONVERSATION =
      List.of(
          "text hé€𝄞",
          "ping are you there",
          "pong ",
          "text ab€c",
          "binary 00ff",
          "text ",
          "text " + "x".repeat(126),
          "close 4001 bye");

  @Test
  void readsEverythingInOnePiece() {
    feed(conversation());

    assertThat(came.calls).isEqualTo(CONVERSATION);
  }

  @Test
  void readsEverythingByteByByte() throws WebSocketViolation {
    WebSocketDecoder decoder = new WebSocketDecoder(1_000, null, came);
    for (byte each : conversation()) {
      decoder.decode(Unpooled.wrappedBuffer(new byte[] {each}));
    }

    assertThat(came.calls).isEqualTo(CONVERSATION);
  }

  @Test
  void readsEverythingCutInTwoAnywhere() throws WebSocketViolation {
    byte[] bytes = conversation();
    for (int cut = 0; cut <= bytes.length; cut++) {
      came.calls.clear();
      WebSocketDecoder decoder = new WebSocketDecoder(1_000, null, came);
      decoder.decode(Unpooled.wrappedBuffer(bytes, 0, cut));
      decoder.decode(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));

      assertThat(came.calls).as("cut at %d", cut).isEqualTo(CONVERSATION);
    }
  }

  @Test
  void readsEverythingInRandomPieces() throws WebSocketViolation {
    Random random = new Random(5);
    byte[] bytes = conversation();
    for (int round = 0; round < 500; round++) {
      came.calls.clear();
      WebSocketDecoder decoder = new WebSocketDecoder(1_000, null, came);
      for (int at = 0; at < bytes.length; ) {
        int length = 1 + random.nextInt(Math.min(40, bytes.length - at));
        decoder.decode(Unpooled.wrappedBuffer(bytes, at, length));
        at += length;
      }
      assertThat(came.calls).as("round %d", round).isEqualTo(CONVERSATION);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 65_535, 65_536, 70_001})
  void readsPayloadsOfAllLengths(int length) throws WebSocketViolation {
    byte[] payload = new byte[length];
    new Random(length).nextBytes(payload);
    List<Frame> frames = new ArrayList<>();
    WebSocketDecoder decoder = new WebSocketDecoder(length + 1, null, new Frames(frames));

    byte[] bytes = all(frame(FIN | BINARY, payload));
    decoder.decode(Unpooled.wrappedBuffer(bytes)); // The fast way.
    for (int at = 0; at < bytes.length; at += 1_001) { // The slow one.
      decoder.decode(Unpooled.wrappedBuffer(bytes, at, Math.min(1_001, bytes.length - at)));
    }

    assertThat(frames)
        .hasSize(2)
        .allSatisfy(each -> assertThat(((Frame.Binary) each).bytes()).isEqualTo(payload));
  }

  private record Frames(List<Frame> frames) implements WebSocketDecoder.Sink {
    @Override
    public void message(Frame frame) {
      frames.add(frame);
    }

    @Override
    public void control(Frame frame) {
      frames.add(frame);
    }

    @Override
    public void close(CloseFrame frame) {}
  }

  @Test
  void ignoresWhatFollowsAClose() {
    feed(all(close(1000, ""), text("late"), Unpooled.wrappedBuffer(new byte[] {0x7F, 0x7F})));

    assertThat(came.calls).containsExactly("close 1000 ");
  }

  @ParameterizedTest
  @CsvSource({
    "not masked,                        810161,                     1002",
    "RSV1 without an extension,         c18000000000,               1002",
    "RSV2,                              a18000000000,               1002",
    "RSV3,                              918000000000,               1002",
    "reserved data opcode,              838000000000,               1002",
    "reserved control opcode,           8b8000000000,               1002",
    "fragmented ping,                   098000000000,               1002",
    "fragmented close,                  088000000000,               1002",
    "long ping,                         89fe007e00000000,           1002",
    "long close,                        88fe007e00000000,           1002",
    "continuation of nothing,           808000000000,               1002",
    "message within a message,          018000000000818000000000,   1002",
    "length over 63 bits,               82ff800000000000000000000000, 1002",
    "16-bit length that fits into 7,    82fe007d00000000,           1002",
    "64-bit length that fits into 16,   82ff000000000000ffff00000000, 1002",
    "half a close code,                 88810000000003,             1002",
    "close code 1005,                   88820000000003ed,           1002",
    "close reason not UTF-8,            88830000000003e8ff,         1007",
    "text not UTF-8,                    818100000000ff,             1007",
    "text ends within a character,      818100000000c3,             1007",
    "fragments end within a character,  018100000000c3808000000000, 1007",
    "a surrogate,                       818300000000eda080,         1007",
  })
  void refuses(String what, String hex, int code) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(violation(bytes).code()).as(what).isEqualTo(code);
    assertThat(came.calls).as(what).isEmpty();
    assertThat(violationByteByByte(bytes).code()).as(what).isEqualTo(code);
  }

  @Test
  void refusesABadTextBeforeItsEndCame() {
    byte[] bytes =
        all(header(FIN | TEXT, 100), Unpooled.wrappedBuffer(new byte[4], new byte[] {-1}));

    assertThat(violation(bytes).code()).isEqualTo(1007);
  }

  @Test
  void readsAMessageOfExactlyTheMaximum() {
    feed(all(frame(BINARY, new byte[600]), frame(FIN | CONTINUATION, new byte[400])));

    assertThat(came.calls).containsExactly("binary " + "00".repeat(1_000));
  }

  @Test
  void refusesALongFrameFromItsHeaderAlone() {
    WebSocketViolation violation =
        violation(all(header(FIN | BINARY, Long.MAX_VALUE), Unpooled.wrappedBuffer(new byte[4])));

    assertThat(violation.code()).isEqualTo(1009);
    assertThat(violation.detail())
        .isEqualTo(
            "message: 9223372036854775807 bytes (expected: <= 1000)."
                + " Option: WebSocketOptions.maxFrameBytes");
  }

  @Test
  void refusesALongMessageFromTheHeaderThatMakesItLong() {
    byte[] bytes =
        all(
            frame(BINARY, new byte[999]),
            header(FIN | CONTINUATION, 2),
            Unpooled.wrappedBuffer(new byte[4]));

    assertThat(violation(bytes).code()).isEqualTo(1009);
  }

  @Test
  void refusesAnEndlessRowOfEmptyFrames() {
    ByteBuf endless = Unpooled.buffer();
    endless.writeBytes(all(frame(TEXT)));
    byte[] empty = all(frame(CONTINUATION));
    while (endless.readableBytes() < 1_000_000) {
      endless.writeBytes(empty);
    }

    assertThat(violation(all(endless)).code()).isEqualTo(1008);
  }

  @Test
  void takesNoMemoryForWhatIsOnlyAnnounced() throws WebSocketViolation {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = all(header(BINARY, 10_000_000), Unpooled.wrappedBuffer(new byte[4 + 100]));
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    new WebSocketDecoder(10_000_000, null, came).decode(in.duplicate()); // Loads the classes.
    WebSocketDecoder decoder = new WebSocketDecoder(10_000_000, null, came);

    long before = threads.getCurrentThreadAllocatedBytes();
    decoder.decode(in);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  @Test
  void givesEachMessageAnArrayOfItsOwn() {
    List<Frame> frames = new ArrayList<>();
    WebSocketDecoder decoder = new WebSocketDecoder(100, null, new Frames(frames));
    byte[] bytes = all(text("same"), text("same"), frame(FIN | CLOSE));

    assertThat(
            catchThrowableOfType(
                WebSocketViolation.class, () -> decoder.decode(Unpooled.wrappedBuffer(bytes))))
        .isNull();

    byte[] first = ((Frame.Text) frames.getFirst()).bytes();
    byte[] second = ((Frame.Text) frames.getLast()).bytes();
    assertThat(first).isEqualTo(second).isNotSameAs(second);
  }

  private void feed(byte[] bytes) {
    assertThat(violation(bytes)).isNull();
  }

  private WebSocketViolation violation(byte[] bytes) {
    WebSocketDecoder decoder = new WebSocketDecoder(1_000, null, came);
    return catchThrowableOfType(
        WebSocketViolation.class, () -> decoder.decode(Unpooled.wrappedBuffer(bytes)));
  }

  private WebSocketViolation violationByteByByte(byte[] bytes) {
    WebSocketDecoder decoder = new WebSocketDecoder(1_000, null, came);
    return catchThrowableOfType(
        WebSocketViolation.class,
        () -> {
          for (byte each : bytes) {
            decoder.decode(Unpooled.wrappedBuffer(new byte[] {each}));
          }
        });
  }
}
