package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {
  @Test
  void knowsWhereAFrameEnds() {
    assertThat(OpenLoop.frameLength(frame(2, 5, 5))).isEqualTo(7);
    assertThat(OpenLoop.frameLength(frame(2, 5, 9))).isEqualTo(7);
    assertThat(OpenLoop.frameLength(frame(4, 300, 300))).isEqualTo(304);
  }

  @Test
  void waitsForTheRestOfAFrame() {
    assertThat(OpenLoop.frameLength(ByteBuffer.allocate(0))).isZero();
    assertThat(OpenLoop.frameLength(frame(2, 5, 4))).isZero();
    assertThat(OpenLoop.frameLength(frame(4, 300, 299))).isZero();
  }

  @Test
  void masksWithAMaskThatChangesNothing() {
    ByteBuffer small = ByteBuffer.wrap(CountingClient.frame(new byte[125]));
    ByteBuffer large = ByteBuffer.wrap(CountingClient.frame(new byte[126]));

    assertThat(small.remaining()).isEqualTo(131);
    assertThat(small.getShort()).isEqualTo((short) 0x81FD);
    assertThat(large.remaining()).isEqualTo(134);
    assertThat(large.getInt()).isEqualTo(0x81FE007E);
  }

  /** A frame of a server, and that many bytes of what is in it and behind it. */
  private static ByteBuffer frame(int header, int length, int there) {
    ByteBuffer frame = ByteBuffer.allocate(header + there).put((byte) 0x81);
    if (header == 2) {
      frame.put((byte) length);
    } else {
      frame.put((byte) 126).putShort((short) length);
    }
    return frame.position(frame.capacity()).flip();
  }
}
