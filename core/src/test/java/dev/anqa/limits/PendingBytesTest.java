package dev.anqa.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.telemetry.Telemetry;
import org.junit.jupiter.api.Test;

/** What waits for all clients together, measured by what each of them has. */
final class PendingBytesTest {
  private static final int MAXIMUM = 200_000;

  private final Limits limits =
      new Limits(
          new LimitOptions().pendingBytes(Cap.observe(MAXIMUM)), new Telemetry(), new StillTime());
  private final PendingBytes pending = limits.pending();
  private final Limit limit = limits.find("pending bytes of all connections", "").orElseThrow();

  @Test
  void countsEachClientThatWouldHaveNoRoomOnce() {
    pending.changed(0, MAXIMUM);
    assertThat(limit.observed()).isZero();

    pending.changed(MAXIMUM, MAXIMUM + 1);
    pending.changed(MAXIMUM + 1, MAXIMUM + 2);
    pending.changed(MAXIMUM + 2, 2 * MAXIMUM);
    assertThat(limit.observed()).isEqualTo(1);

    pending.changed(0, 64 * 1024); // So much each of them has.
    assertThat(limit.observed()).isEqualTo(1);
    pending.changed(64 * 1024, 64 * 1024 + 1);
    pending.changed(64 * 1024 + 1, 64 * 1024 + 2);
    assertThat(limit.observed()).isEqualTo(2);
    assertThat(limit.refused()).isZero();
  }

  @Test
  void leavesAllRoomUpToTheMaximumAndLittleBehindIt() {
    limit.set(Cap.enforce(MAXIMUM));

    pending.changed(0, MAXIMUM);
    assertThat(pending.room(MAXIMUM)).isEqualTo(Long.MAX_VALUE);
    pending.changed(MAXIMUM, MAXIMUM + 1);
    assertThat(pending.room(MAXIMUM + 1)).isEqualTo(64 * 1024);
    assertThat(pending.room(64 * 1024)).isEqualTo(Long.MAX_VALUE);
  }
}
