package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MessageDeflaterTest {
  private static final CompressionSettings ALL = new CompressionSettings(6, 1, 25);

  private final CompressedBroadcasts broadcasts = new CompressedBroadcasts();
  private final MessageDeflater deflater = new MessageDeflater(broadcasts);

  @Test
  void compressesEachMessageByItself() throws Exception {
    byte[] text = ClientBytes.utf8("hello, hello, hello, hello");

    byte[] first = encode(new Frame.Text(text), ALL);
    byte[] second = encode(new Frame.Text(text), ALL);

    assertThat(first).isEqualTo(second).startsWith((byte) 0xC1, (byte) (first.length - 2));
    assertThat(Deflated.inflate(Arrays.copyOfRange(first, 2, first.length))).isEqualTo(text);
    assertThat(encode(new Frame.Binary(text), ALL)).startsWith((byte) 0xC2);
  }

  @Test
  void leavesWhatWouldNotBecomeShorter() throws Exception {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);

    assertThat(encode(new Frame.Binary(noise), ALL))
        .startsWith((byte) 0x82, (byte) 127)
        .hasSize(100_010);
    assertThat(encode(new Frame.Text(ClientBytes.utf8("abc")), ALL))
        .startsWith((byte) 0x81, (byte) 3);
    byte[] next = encode(new Frame.Binary(new byte[70_000]), ALL);
    assertThat(next).startsWith((byte) 0xC2, (byte) (next.length - 2)).hasSizeLessThan(100);
    assertThat(Deflated.inflate(Arrays.copyOfRange(next, 2, next.length))).hasSize(70_000);
  }

  @Test
  void compressesNeitherControlFramesNorShortMessages() {
    CompressionSettings settings = new CompressionSettings(6, 100, 25);

    assertThat(MessageDeflater.wants(new Frame.Ping(new byte[125]), settings)).isFalse();
    assertThat(MessageDeflater.wants(new Frame.Pong(new byte[125]), settings)).isFalse();
    assertThat(MessageDeflater.wants(new Frame.Text(new byte[99]), settings)).isFalse();
    assertThat(MessageDeflater.wants(new Frame.Text(new byte[100]), settings)).isTrue();
    assertThat(MessageDeflater.wants(new Frame.Binary(new byte[100]), settings)).isTrue();
  }

  /** Mounts of one loop may differ in it. */
  @Test
  void changesItsLevelBetweenMessages() throws Exception {
    byte[] text = new byte[50_000];
    Random random = new Random(5);
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) "aaaabbcd".charAt(random.nextInt(8));
    }
    CompressionSettings fast = new CompressionSettings(1, 1, 25);
    CompressionSettings small = new CompressionSettings(9, 1, 25);

    byte[] first = encode(new Frame.Binary(text), fast);
    byte[] second = encode(new Frame.Binary(text), small);

    assertThat(second.length).isLessThan(first.length);
    assertThat(encode(new Frame.Binary(text), fast)).isEqualTo(first);
    assertThat(Deflated.inflate(Arrays.copyOfRange(second, 4, second.length))).isEqualTo(text);
  }

  @Test
  void takesWhatAnotherLoopMadeForMany() {
    MessageDeflater other = new MessageDeflater(broadcasts);
    Frame text = new Frame.Text(ClientBytes.utf8("hello, hello, hello, hello"));
    byte[] made = encode(deflater, text, MessageDeflater.To.MANY, ALL);

    assertThat(encode(other, text, MessageDeflater.To.MANY, ALL)).isEqualTo(made);
    assertThat(other.runs()).isZero();
    assertThat(deflater.runs()).isEqualTo(1);
  }

  /** As when it was held back until its client read again. */
  @Test
  void takesWhatWasMadeForManyWhenOneGetsItLater() {
    Frame text = new Frame.Text(ClientBytes.utf8("hello, hello, hello, hello"));
    byte[] made = encode(deflater, text, MessageDeflater.To.MANY, ALL);

    assertThat(encode(deflater, text, MessageDeflater.To.ONE_LATE, ALL)).isEqualTo(made);
    assertThat(deflater.runs()).isEqualTo(1);
  }

  /** Looking would take a lock that all loops share, for each reply and push. */
  @Test
  void looksForNothingThatOneAloneGets() {
    Frame text = new Frame.Text(ClientBytes.utf8("hello, hello, hello, hello"));
    encode(deflater, text, MessageDeflater.To.MANY, ALL);

    encode(text, ALL);

    assertThat(deflater.runs()).isEqualTo(2);
  }

  @Test
  void triesWhatDoesNotBecomeShorterOnceForMany() {
    byte[] noise = new byte[1_000];
    new Random(1).nextBytes(noise);
    Frame frame = new Frame.Binary(noise);

    for (int i = 0; i < 2; i++) {
      assertThat(encode(deflater, frame, MessageDeflater.To.MANY, ALL))
          .startsWith((byte) 0x82, (byte) 126)
          .hasSize(1_004);
    }
    assertThat(deflater.runs()).isEqualTo(1);
  }

  @Test
  void keepsNothingOfWhatOneGets() {
    Frame text = new Frame.Text(ClientBytes.utf8("hello, hello, hello, hello"));
    encode(text, ALL);
    encode(text, ALL);

    assertThat(broadcasts.size()).isZero();
    assertThat(deflater.runs()).isEqualTo(2);
  }

  private byte[] encode(Frame frame, CompressionSettings settings) {
    return encode(deflater, frame, MessageDeflater.To.ONE, settings);
  }

  private static byte[] encode(
      MessageDeflater deflater,
      Frame frame,
      MessageDeflater.To whom,
      CompressionSettings settings) {
    ByteBuf buffer = deflater.encode(frame, whom, settings, UnpooledByteBufAllocator.DEFAULT);
    assertThat(buffer.isDirect()).isTrue();
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    assertThat(buffer.release()).isTrue();
    return bytes;
  }
}
