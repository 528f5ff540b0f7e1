package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.limits.Limits;
import dev.anqa.limits.StillTime;
import dev.anqa.telemetry.Telemetry;
import org.junit.jupiter.api.Test;

/** Which limit a client that does not read is told. */
final class ConnectionEventsTest {
  private final RecordingSession session = new RecordingSession();
  private final Limits limits = session.limits;

  private String slow(Cap ofOne, long pending) {
    limits.find("pending bytes of all connections", "").orElseThrow().set(Cap.enforce(5));
    limits.pending().changed(0, 20);
    Limit frames = limits.add("frame bytes", "/s", "Options.frames", Cap.off());
    Limit own = limits.add("pending bytes", "/s", "Options.pending", ofOne);
    return new ConnectionEvents(
            session,
            new TransportLimits(frames, own, limits.pending(), /* ratio= */ null),
            new Telemetry(),
            new StillTime())
        .slow(pending);
  }

  @Test
  void isItsOwnWhereThatIsExceeded() {
    assertThat(slow(Cap.enforce(10), 11))
        .isEqualTo("pending bytes: 11 (allowed: 10). Option: Options.pending");
  }

  @Test
  void isThatOfTheNodeWhereItsOwnIsOnlyObserved() {
    assertThat(slow(Cap.observe(10), 20))
        .isEqualTo(
            "pending bytes of all connections: 20 (allowed: 5). Option: LimitOptions.pendingBytes");
    assertThat(limits.find("pending bytes of all connections", "").orElseThrow().refused())
        .isEqualTo(1);
  }
}
