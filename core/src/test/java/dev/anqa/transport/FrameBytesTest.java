package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455, section 5.2. */
final class FrameBytesTest {
  @Test
  void writesEachKindUnmaskedAndWhole() {
    byte[] hi = {'h', 'i'};

    assertThat(hex(new Frame.Text(hi))).isEqualTo("81026869");
    assertThat(hex(new Frame.Binary(hi))).isEqualTo("82026869");
    assertThat(hex(new Frame.Ping(hi))).isEqualTo("89026869");
    assertThat(hex(new Frame.Pong(new byte[0]))).isEqualTo("8a00");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8200",
    "125, 827d",
    "126, 827e007e",
    "65535, 827effff",
    "65536, 827f0000000000010000"
  })
  void writesLengthsInTheirShortestForm(int length, String header) {
    assertThat(hex(new Frame.Binary(new byte[length])))
        .startsWith(header)
        .hasSize(header.length() + 2 * length);
  }

  @Test
  void writesSeveralFramesInARow() {
    Frame several =
        new Frame.Several(List.of(new Frame.Text(new byte[] {'a'}), new Frame.Binary(new byte[1])));

    assertThat(hex(several)).isEqualTo("810161" + "820100");
  }

  @Test
  void refusesALongPing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrameBytes.size(new Frame.Ping(new byte[126])))
        .withMessage("ping payload: 126 bytes (expected: at most 125)");
  }

  private static String hex(Frame frame) {
    ByteBuf out = Unpooled.buffer();
    FrameBytes.write(frame, out);
    assertThat(out.readableBytes()).isEqualTo(FrameBytes.size(frame));
    return ByteBufUtil.hexDump(out);
  }
}
