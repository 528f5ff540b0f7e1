package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Frame;
import dev.anqa.transport.LongPollRoute.Published;
import dev.anqa.transport.LongPollSignal.Sender;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The binary form of {@link LongPollSignal}, and what is none. */
final class LongPollCodecTest {
  private static final Sender SENDER = new Sender("nöde@1", "phx:lp:node:x");

  static Stream<LongPollSignal> signals() {
    return Stream.of(
        new LongPollSignal.Poll(1, SENDER),
        new LongPollSignal.Withdraw(-1, SENDER),
        new LongPollSignal.Publish(2, SENDER, List.of()),
        new LongPollSignal.Publish(
            Long.MAX_VALUE,
            SENDER,
            List.of(new Frame.Text("[1]".getBytes(UTF_8)), new Frame.Binary(new byte[] {0, -1}))),
        new LongPollSignal.Taken(3),
        new LongPollSignal.Messages(4, List.of()),
        new LongPollSignal.Messages(5, List.of(new byte[0], new byte[] {1, 2}, new byte[300])),
        new LongPollSignal.Published(6, Published.TAKEN),
        new LongPollSignal.Published(7, Published.TIMEOUT),
        new LongPollSignal.Published(8, Published.GONE),
        new LongPollSignal.Gone(9));
  }

  @ParameterizedTest
  @MethodSource("signals")
  void readsWhatItWrote(LongPollSignal signal) {
    LongPollSignal read = LongPollCodec.decode(LongPollCodec.encode(signal));

    assertThat(read).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(signal);
  }

  @ParameterizedTest
  @MethodSource("signals")
  void refusesWhatIsCutOffOrTooLong(LongPollSignal signal) {
    byte[] bytes = LongPollCodec.encode(signal).bytes();

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("1 bytes too many");
  }

  @Test
  void believesNoCountBeforeAsManyBytesAreThere() {
    byte[] hostile =
        ByteBuffer.allocate(14).put((byte) 1).put((byte) 5).putLong(1).putInt(1 << 30).array();

    assertThatThrownBy(() -> decode(hostile))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count: 1073741824 (expected: <= 0)");
  }

  @Test
  void namesAnUnknownVersionAndKind() {
    assertThatThrownBy(() -> decode(new byte[] {2, 1})).hasMessage("version: 2 (expected: 1)");
    assertThatThrownBy(() -> decode(new byte[] {1, 99, 0, 0, 0, 0, 0, 0, 0, 0}))
        .hasMessage("kind: 99 (expected: 1 to 7)");
  }

  @Test
  void throwsNothingElseWhateverComes() {
    Random random = new Random(7);
    List<LongPollSignal> samples = signals().toList();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = LongPollCodec.encode(samples.get(random.nextInt(samples.size()))).bytes();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        decode(bytes);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  private static LongPollSignal decode(byte[] bytes) {
    return LongPollCodec.decode(Payload.binary(bytes));
  }
}
