package dev.anqa.transport;

import static dev.anqa.transport.ClientBytes.BINARY;
import static dev.anqa.transport.ClientBytes.CLOSE;
import static dev.anqa.transport.ClientBytes.CONTINUATION;
import static dev.anqa.transport.ClientBytes.FIN;
import static dev.anqa.transport.ClientBytes.PING;
import static dev.anqa.transport.ClientBytes.PONG;
import static dev.anqa.transport.ClientBytes.TEXT;
import static dev.anqa.transport.ClientBytes.all;
import static dev.anqa.transport.ClientBytes.frame;
import static dev.anqa.transport.ClientBytes.text;
import static dev.anqa.transport.ClientBytes.utf8;
import static dev.anqa.transport.Deflated.deflate;
import static dev.anqa.transport.Deflated.deflateFinal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send, and may not, once it agreed on compression: RFC 7692, sections 6, 7. */
final class CompressedMessagesTest {
  private static final String OPTION = " Option: WebSocketOptions.maxFrameBytes";

  private static final int RSV1 = 0x40;
  private static final int MAX_BYTES = 1_000_000;
  private static final int MAX_RATIO = 25;

  private final MessageInflater inflater = new MessageInflater();
  private final List<Frame> came = new ArrayList<>();

  private final class Collector implements WebSocketDecoder.Sink {
    @Override
    public void message(Frame frame) {
      came.add(frame);
    }

    @Override
    public void control(Frame frame) {
      came.add(frame);
    }

    @Override
    public void close(CloseFrame frame) {}
  }

  @Test
  void inflatesMessages() {
    feed(frame(FIN | RSV1 | TEXT, deflate(utf8("hé€𝄞"))));
    feed(frame(FIN | RSV1 | BINARY, deflate(new byte[300])));

    assertThat(texts()).containsExactly("hé€𝄞", "\0".repeat(300));
  }

  /** The bytes of RFC 7692, sections 7.2.3.1 to 7.2.3.5. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f248cdc9c90700",
        "000500faff48656c6c6f00",
        "f348cdc9c9070000",
        "f348cdc9c90700",
        "f24805000000ffffcac9c90700"
      })
  void inflatesTheExamplesOfTheRfc(String payload) {
    feed(frame(FIN | RSV1 | TEXT, HexFormat.of().parseHex(payload)));

    assertThat(texts()).containsExactly("Hello");
  }

  @Test
  void inflatesTheEmptyMessage() {
    feed(frame(FIN | RSV1 | TEXT, (byte) 0), frame(FIN | RSV1 | TEXT));

    assertThat(texts()).containsExactly("", "");
  }

  @Test
  void takesUncompressedMessagesToo() {
    feed(text("plain"), frame(FIN | RSV1 | TEXT, deflate(utf8("small"))), text("plain again"));

    assertThat(texts()).containsExactly("plain", "small", "plain again");
  }

  @Test
  void inflatesFragmentedMessagesWithControlFramesBetween() {
    byte[] payload = deflate(utf8("a message in three pieces"));
    feed(
        frame(RSV1 | TEXT, Arrays.copyOfRange(payload, 0, 5)),
        frame(FIN | PING, utf8("ping")),
        frame(CONTINUATION, Arrays.copyOfRange(payload, 5, 6)),
        frame(FIN | CONTINUATION, Arrays.copyOfRange(payload, 6, payload.length)),
        text("next"));

    assertThat(texts()).containsExactly("ping", "a message in three pieces", "next");
  }

  /** Messages of two clients that are read in turn do not meet in their loop's inflater. */
  @Test
  void keepsTheMessagesOfTwoClientsApart() throws WebSocketViolation {
    byte[] one = deflate(utf8("the one, the one, the one"));
    byte[] other = deflate(utf8("the other, the other"));
    WebSocketDecoder first = decoder(MAX_BYTES);
    WebSocketDecoder second = decoder(MAX_BYTES);
    first.decode(frame(RSV1 | TEXT, Arrays.copyOfRange(one, 0, 5)));
    second.decode(frame(RSV1 | TEXT, Arrays.copyOfRange(other, 0, 7)));
    first.decode(frame(FIN | CONTINUATION, Arrays.copyOfRange(one, 5, one.length)));
    second.decode(frame(FIN | CONTINUATION, Arrays.copyOfRange(other, 7, other.length)));

    assertThat(texts()).containsExactly("the one, the one, the one", "the other, the other");
  }

  @Test
  void inflatesWhateverItIsCutInto() throws WebSocketViolation {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] message = new byte[random.nextInt(20_000)];
      random.nextBytes(message);
      for (int k = 0; k < message.length; k++) {
        message[k] &= (byte) (i % 2 == 0 ? 0x7 : 0xFF);
      }
      ByteBuf in = Unpooled.wrappedBuffer(all(frame(FIN | RSV1 | BINARY, deflate(message))));
      WebSocketDecoder decoder = decoder(MAX_BYTES);
      while (in.isReadable()) {
        decoder.decode(in.readSlice(Math.min(in.readableBytes(), 1 + random.nextInt(3_000))));
      }
      assertThat(((Frame.Binary) came.removeLast()).bytes()).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        FIN | RSV1 | PING,
        FIN | RSV1 | PONG,
        FIN | RSV1 | CLOSE,
        FIN | 0x20 | TEXT,
        FIN | 0x10 | TEXT,
        FIN | RSV1 | 0x20 | TEXT,
        FIN | RSV1 | 0x10 | BINARY,
        FIN | RSV1 | 3,
      })
  void refusesReservedBitsThatMeanNothing(int first) {
    assertThat(violation(frame(first)).code()).isEqualTo(1002);
  }

  @Test
  void refusesReservedBitsOnContinuations() {
    byte[] payload = deflate(utf8("x"));

    assertThat(violation(frame(RSV1 | TEXT, payload), frame(FIN | RSV1 | CONTINUATION)).code())
        .isEqualTo(1002);
    assertThat(violation(frame(TEXT, utf8("x")), frame(FIN | RSV1 | CONTINUATION)).code())
        .isEqualTo(1002);
  }

  @Test
  void refusesCorruptMessagesAndReadsTheNextClientsAllTheSame() {
    assertThat(violation(frame(FIN | RSV1 | TEXT, (byte) 0xFF, (byte) 0xFF)).code())
        .isEqualTo(1007);
    assertThat(violation(frame(FIN | RSV1 | BINARY, utf8("not compressed at all"))).code())
        .isEqualTo(1007);

    feed(frame(FIN | RSV1 | TEXT, deflate(utf8("good"))));
    assertThat(texts()).containsExactly("good");
  }

  @Test
  void refusesWhatFollowsTheLastBlock() {
    byte[] done = deflateFinal(utf8("done"));
    feed(frame(FIN | RSV1 | TEXT, done));
    assertThat(texts()).containsExactly("done");

    byte[] more = Arrays.copyOf(done, done.length + 1);
    assertThat(violation(frame(FIN | RSV1 | TEXT, more)).code()).isEqualTo(1007);
    done[done.length - 1] = 1;
    assertThat(violation(frame(FIN | RSV1 | TEXT, done)).code()).isEqualTo(1007);
  }

  @Test
  void refusesTextsThatAreNotUtf8OnceInflated() {
    byte[] bad = utf8("x€".repeat(1_000));
    byte[] cut = Arrays.copyOf(bad, bad.length - 1);
    bad[1_000] = (byte) 0xFF;

    assertThat(violation(frame(FIN | RSV1 | TEXT, deflate(bad))).code()).isEqualTo(1007);
    assertThat(violation(frame(FIN | RSV1 | TEXT, deflate(cut))).code()).isEqualTo(1007);
    feed(frame(FIN | RSV1 | BINARY, deflate(bad)));
  }

  /** By the limit: nothing is too long or short by one; a bomb is a message of many. */
  @Test
  void closesAtTheFirstByteAboveTheLimit() {
    byte[] most = new byte[1_000];
    new Random(1).nextBytes(most);
    byte[] tooMuch = Arrays.copyOf(most, 1_001);

    assertThat(violation(1_000, frame(FIN | RSV1 | BINARY, deflate(most)))).isNull();
    WebSocketViolation over = violation(1_000, frame(FIN | RSV1 | BINARY, deflate(tooMuch)));
    assertThat(over.code()).isEqualTo(1009);
    assertThat(over.detail())
        .isEqualTo("inflated message: over 1000 bytes (expected: <= 1000)." + OPTION);
    WebSocketViolation plain = violation(1_000, frame(FIN | BINARY, tooMuch));
    assertThat(plain.detail()).isEqualTo("message: 1001 bytes (expected: <= 1000)." + OPTION);
  }

  @Test
  void closesAboveTheRatioUnlessTheMessageIsShort() {
    byte[] allowed = deflate(new byte[MessageInflater.FREE_BYTES]);
    byte[] bomb = deflate(new byte[MessageInflater.FREE_BYTES + 1]);

    feed(frame(FIN | RSV1 | BINARY, allowed));
    WebSocketViolation violation = violation(frame(FIN | RSV1 | BINARY, bomb));
    assertThat(violation.code()).isEqualTo(1009);
    assertThat(violation.detail())
        .isEqualTo(
            "inflated message: over 65536 bytes, 25 times its compressed bytes"
                + " (expected: <= 65536). Option: CompressionOptions.maxRatio");
  }

  /** A quarter of the bytes is random, so that the ratio is about four. */
  @Test
  void letsLongMessagesOfAnOrdinaryRatioPass() {
    byte[] message = new byte[900_000];
    Random random = new Random(3);
    for (int i = 0; i < message.length; i += 4) {
      message[i] = (byte) random.nextInt();
    }

    feed(frame(FIN | RSV1 | BINARY, deflate(message)));

    assertThat(((Frame.Binary) came.getFirst()).bytes()).isEqualTo(message);
  }

  /** 100 MB, in one piece or in many, costs no more memory than the limit allows. */
  @Test
  void boundsTheMemoryThatBombsTake() {
    byte[] zeros = deflate(new byte[100_000_000]);
    ByteBuf[] split = new ByteBuf[1 + zeros.length / 100];
    for (int i = 0; i < split.length; i++) {
      byte[] part = Arrays.copyOfRange(zeros, i * 100, Math.min(zeros.length, i * 100 + 100));
      int fin = i == split.length - 1 ? FIN : 0;
      split[i] = frame(fin | (i == 0 ? RSV1 | BINARY : CONTINUATION), part);
    }
    byte[] whole = all(frame(FIN | RSV1 | BINARY, zeros));

    assertThat(violation(Unpooled.wrappedBuffer(whole)).code()).isEqualTo(1009);
    for (byte[] bytes : List.of(whole, all(split))) {
      ByteBuf bomb = Unpooled.wrappedBuffer(bytes);
      int limit = 100_000;
      WebSocketDecoder decoder = new WebSocketDecoder(limit, inflation(limit), new Collector());
      long before = allocated();
      WebSocketViolation violation =
          catchThrowableOfType(WebSocketViolation.class, () -> decoder.decode(bomb));
      assertThat(allocated() - before).isLessThan(5L * limit);
      assertThat(violation.code()).isEqualTo(1009);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private void feed(ByteBuf... frames) {
    assertThat(violation(frames)).isNull();
  }

  private WebSocketViolation violation(ByteBuf... frames) {
    return violation(MAX_BYTES, frames);
  }

  private WebSocketViolation violation(int maxBytes, ByteBuf... frames) {
    WebSocketDecoder decoder = decoder(maxBytes);
    return catchThrowableOfType(
        WebSocketViolation.class, () -> decoder.decode(Unpooled.wrappedBuffer(all(frames))));
  }

  private WebSocketDecoder decoder(int maxBytes) {
    return new WebSocketDecoder(maxBytes, inflation(maxBytes), new Collector());
  }

  private Inflation inflation(int maxBytes) {
    return new Inflation(inflater, maxBytes, MAX_RATIO, _ -> {});
  }

  private List<String> texts() {
    return came.stream()
        .map(each ->
            switch (each) {
              case Frame.Text(byte[] bytes) -> new String(bytes, UTF_8);
              case Frame.Binary(byte[] bytes) -> new String(bytes, UTF_8);
              case Frame.Ping(byte[] bytes) -> new String(bytes, UTF_8);
              case Frame.Pong _, Frame.Several _ -> "";
            })
        .toList();
  }
}
