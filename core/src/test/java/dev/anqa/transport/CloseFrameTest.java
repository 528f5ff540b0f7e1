package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5.5.1 and 7.4; the codes that Cowboy and Bandit take from a client. */
final class CloseFrameTest {
  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  void takesTheCodesThatAClientMaySend(int code) throws WebSocketViolation {
    assertThat(CloseFrame.parse(payload(code))).isEqualTo(new CloseFrame(code, ""));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65535
      })
  void refusesOtherCodesWith1002(int code) {
    assertThat(violation(payload(code)).code()).isEqualTo(1002);
  }

  @Test
  void takesAFrameWithoutACode() throws WebSocketViolation {
    CloseFrame frame = CloseFrame.parse(new byte[0]);

    assertThat(frame.code()).isEqualTo(CloseFrame.NO_CODE);
    assertThat(hex(frame.echo())).isEqualTo("8800");
  }

  @Test
  void refusesHalfACodeWith1002() {
    assertThat(violation(new byte[] {3}).code()).isEqualTo(1002);
  }

  @Test
  void refusesAReasonThatIsNotUtf8With1007() {
    assertThat(violation(new byte[] {0x03, (byte) 0xE8, (byte) 0xC3}).code()).isEqualTo(1007);
  }

  @Test
  void echoesTheCodeWithoutTheReason() {
    assertThat(hex(new CloseFrame(4001, "bye").echo())).isEqualTo("88020fa1");
  }

  @Test
  void sendsCodeAndReason() {
    assertThat(hex(CloseFrame.of(1001, "é"))).isEqualTo("880403e9c3a9");
  }

  @Test
  void cutsALongReasonBetweenCharacters() {
    CloseFrame frame = CloseFrame.of(1000, "é".repeat(100)); // 61 of them are 122 bytes.

    assertThat(frame.reason()).isEqualTo("é".repeat(61));
    assertThat(frame.size()).isEqualTo(4 + 122);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 5000})
  void neverSendsACodeThatMustNotBeSent(int code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CloseFrame.of(code, ""))
        .withMessage("close code: %d (expected: 1000 to 4999, but not 1004, 1005 and 1006)", code);
  }

  private static byte[] payload(int code) {
    return new byte[] {(byte) (code >> 8), (byte) code};
  }

  private static WebSocketViolation violation(byte[] payload) {
    return catchThrowableOfType(WebSocketViolation.class, () -> CloseFrame.parse(payload));
  }

  private static String hex(CloseFrame frame) {
    ByteBuf out = Unpooled.buffer();
    frame.write(out);
    assertThat(out.readableBytes()).isEqualTo(frame.size());
    return ByteBufUtil.hexDump(out);
  }
}
