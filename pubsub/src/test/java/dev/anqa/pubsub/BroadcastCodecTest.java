package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class BroadcastCodecTest {
  private static final int MAX_PAYLOAD = 1 << 20;
  private static final BroadcastCodec CODEC = new BroadcastCodec(MAX_PAYLOAD);
  private static final Broadcast HELLO = new Broadcast("t", "ev", Payload.json("{}"));

  @Test
  void writesTheFormThatItsDocDraws() {
    assertThat(CODEC.encode(HELLO)).isEqualTo("\1\0\0\1\0\2\0\0\0\2tev{}".getBytes(ISO_8859_1));
    assertThat(CODEC.encode(new Broadcast("", "e", Payload.binary((byte) 7))))
        .isEqualTo("\1\1\0\0\0\1\0\0\0\1e\7".getBytes(ISO_8859_1));
  }

  @Test
  void readsWhatItWrote() throws Exception {
    for (Broadcast one : AdapterContract.contents()) {
      assertThat(CODEC.decode(ByteBuffer.wrap(CODEC.encode(one)))).isEqualTo(one);
    }
  }

  @Test
  void readsOneAfterTheOtherFromTheMiddleOfAnArray() throws Exception {
    byte[] one = CODEC.encode(HELLO);
    byte[] three = new byte[3 * one.length + 2];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(one, 0, three, 1 + i * one.length, one.length);
    }
    ByteBuffer in = ByteBuffer.wrap(three, 1, three.length - 2).slice();

    for (int i = 0; i < 3; i++) {
      assertThat(CODEC.decode(in)).isEqualTo(HELLO);
    }

    assertThat(in.hasRemaining()).isFalse();
  }

  @Test
  void keepsThePayloadWhereItIs() throws Exception {
    byte[] bytes = CODEC.encode(HELLO);

    Broadcast decoded = CODEC.decode(ByteBuffer.wrap(bytes));
    bytes[bytes.length - 1] = '!';

    assertThat(decoded.payload().text()).isEqualTo("{!");
  }

  @Test
  void writesNothingOverItsLimits() {
    assertThatThrownBy(() -> CODEC.encode(of("t".repeat(65_536), "e", 0)))
        .hasMessage("topic of 65536 bytes (expected: <= 65535)");
    assertThatThrownBy(() -> CODEC.encode(of("t", "é".repeat(32_768), 0)))
        .hasMessage("event of 65536 bytes (expected: <= 65535)");
    assertThatThrownBy(() -> CODEC.encode(of("t", "e", MAX_PAYLOAD + 1)))
        .hasMessage("payload of 1048577 bytes (expected: <= 1048576)");
    assertThatThrownBy(() -> new BroadcastCodec(0))
        .hasMessage("maxPayloadBytes: 0 (expected: > 0)");
  }

  @Test
  void writesNoTopicThatWouldArriveAsAnother() {
    assertThatThrownBy(() -> CODEC.encode(of("room:\ud800", "e", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic with half a surrogate pair (expected: well-formed text)");
  }

  @ParameterizedTest
  @MethodSource
  void refusesWhatIsMalformed(String message, Consumer<byte[]> change) {
    byte[] bytes = CODEC.encode(HELLO);
    change.accept(bytes);

    assertThatThrownBy(() -> CODEC.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(MalformedBroadcastException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> refusesWhatIsMalformed() {
    return Stream.of(
        change("version 2 (expected: 1)", b -> b[0] = 2),
        change("version 255 (expected: 1)", b -> b[0] = -1),
        change("kind 2 (expected: 0 or 1)", b -> b[1] = 2),
        change("5 bytes left (expected: >= 65285)", b -> b[2] = (byte) 0xff),
        change("5 bytes left (expected: >= 261)", b -> b[4] = 1),
        change("5 bytes left (expected: >= 65541)", b -> b[7] = 1),
        change("payload of 16777218 bytes (expected: 0 to 1048576)", b -> b[6] = 1),
        change("payload of -2147483646 bytes (expected: 0 to 1048576)", b -> b[6] = -128),
        change("topic of 1 bytes that are no UTF-8", b -> b[10] = (byte) 0xc3),
        change("event of 2 bytes that are no UTF-8", b -> b[11] = (byte) 0xff));
  }

  private static Arguments change(String message, Consumer<byte[]> change) {
    return arguments(message, change);
  }

  @Test
  void refusesEveryBeginning() {
    byte[] bytes = CODEC.encode(HELLO);
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer beginning = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> CODEC.decode(beginning))
          .isInstanceOf(MalformedBroadcastException.class);
    }
  }

  @Test
  void decodesOrRefusesBytesChangedAtRandom() {
    Random random = new Random(4);
    byte[] bytes = CODEC.encode(new Broadcast("room:1", "new_msg", Payload.json("{\"a\":1}")));
    for (int i = 0; i < 100_000; i++) {
      byte[] changed = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
      for (int change = random.nextInt(4); change >= 0 && changed.length > 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      decodesOrRefuses(changed);
    }
  }

  /** What is decoded is what encoding it would give; everything else is refused. */
  static void decodesOrRefuses(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte[] again = CODEC.encode(CODEC.decode(in));
      assertThat(again).isEqualTo(Arrays.copyOf(bytes, in.position()));
    } catch (MalformedBroadcastException e) {
      assertThat(e).hasMessageMatching(".+");
    }
  }

  private static Broadcast of(String topic, String event, int payloadBytes) {
    return new Broadcast(topic, event, Payload.binary(new byte[payloadBytes]));
  }
}
