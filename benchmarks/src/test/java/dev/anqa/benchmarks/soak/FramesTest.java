package dev.anqa.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FramesTest {
  /** As a server sends it: without the mask. */
  private static byte[] fromServer(String text) {
    byte[] masked = new byte[Frames.text(text).remaining()];
    Frames.text(text).get(masked);
    int payload = masked.length - text.length();
    byte[] plain = new byte[masked.length - 4];
    System.arraycopy(masked, 0, plain, 0, payload - 4);
    System.arraycopy(masked, payload, plain, payload - 4, text.length());
    plain[1] &= 0x7F;
    return plain;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65_535, 65_536})
  void takesWholeFramesAndLeavesTheRest(int length) {
    byte[] frame = fromServer("x".repeat(length));
    for (int cut = 0; cut < Math.min(frame.length, 12); cut++) {
      ByteBuffer part = ByteBuffer.wrap(frame, 0, cut);
      assertThat(Frames.next(part)).as("%d of %d bytes", cut, frame.length).isNull();
      assertThat(part.position()).isZero();
    }
    ByteBuffer two = ByteBuffer.allocate(frame.length + 1).put(frame).put((byte) 1).flip();

    assertThat(Frames.next(two)).extracting(Frames.Frame::text).isEqualTo("x".repeat(length));
    assertThat(two.remaining()).isEqualTo(1);
  }

  @Test
  void knowsHowAServerCloses() {
    byte[] code = {3, (byte) 0xE8};

    assertThat(new Frames.Frame(Frames.CLOSE, code).closeCode()).isEqualTo(1000);
    assertThat(new Frames.Frame(Frames.CLOSE, new byte[0]).closeCode()).isEqualTo(1005);
  }
}
