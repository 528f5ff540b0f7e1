package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WebSocketSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void hasPhoenixsDefaults() {
    assertThat(WebSocketSettings.DEFAULT)
        .isEqualTo(
            new WebSocketSettings(10_000_000, Duration.ofSeconds(60), 16_777_216, SECOND, null));
  }

  @Test
  void refusesLimitsThatNobodyCanKeep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(-1, null, 1, SECOND, null))
        .withMessage("maxFrameBytes: -1 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(1, Duration.ZERO, 1, SECOND, null))
        .withMessage("idleTimeout: PT0S (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(1, null, 0, SECOND, null))
        .withMessage("maxPendingBytes: 0 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebSocketSettings(1, null, 1, Duration.ofSeconds(-1), null))
        .withMessage("closeTimeout: PT-1S (expected: > 0)");
  }

  @Test
  void areSharedByAllConnectionsWhereNothingIsCompressed() {
    assertThat(WebSocketSettings.DEFAULT.withoutCompression()).isSameAs(WebSocketSettings.DEFAULT);
  }
}
