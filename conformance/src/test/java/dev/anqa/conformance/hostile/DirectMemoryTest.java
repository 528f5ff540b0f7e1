package dev.anqa.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** That what {@link AmplificationTest} bounds is seen at all. */
@Isolated
final class DirectMemoryTest {
  private static final int BYTES = 50_000_000;

  @Test
  void seesWhatIsTakenForAMomentOnly() {
    try (DirectMemory direct = new DirectMemory()) {
      assertThat(direct.mostSinceBefore()).isLessThan(BYTES);
      ByteBuf taken = ByteBufAllocator.DEFAULT.directBuffer(BYTES);
      await().until(() -> direct.mostSinceBefore() >= BYTES);

      taken.release();

      assertThat(direct.mostSinceBefore()).isGreaterThanOrEqualTo(BYTES);
    }
  }
}
