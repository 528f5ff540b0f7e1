package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.limits.Limits;
import dev.anqa.limits.StillTime;
import dev.anqa.telemetry.Telemetry;
import org.junit.jupiter.api.Test;

/** Which limit a client that takes too much is told, and how often that is counted. */
final class ConnectionEventsTest {
  private final RecordingSession session = new RecordingSession();
  private final Limits limits = session.limits;
  private final Limit ofAll = limits.find("pending bytes of all connections", "").orElseThrow();
  private final Limit frames = limits.add("frame bytes", "/s", "Options.frames", Cap.enforce(100));
  private final Limit own = limits.add("pending bytes", "/s", "Options.pending", Cap.enforce(10));
  private final Limit ratio = limits.add("ratio", "/s", "Options.ratio", Cap.enforce(25));

  /** Of a connection that begins now. */
  private ConnectionEvents events() {
    TransportLimits all = new TransportLimits(frames, own, limits.pending(), ratio);
    return new ConnectionEvents(session, all, all.caps(), new Telemetry(), new StillTime());
  }

  private void fill() {
    ofAll.set(Cap.enforce(5));
    limits.pending().changed(0, 20);
  }

  @Test
  void isItsOwnWhereThatIsExceeded() {
    fill();

    assertThat(events().slow(11))
        .isEqualTo("pending bytes: 11 (allowed: 10). Option: Options.pending");
  }

  @Test
  void isThatOfTheNodeWhereItsOwnIsOnlyObserved() {
    own.set(Cap.observe(10));
    fill();

    assertThat(events().slow(20))
        .isEqualTo(
            "pending bytes of all connections: 20 (allowed: 5). Option: LimitOptions.pendingBytes");
    assertThat(ofAll.refused()).isEqualTo(1);
  }

  @Test
  void isTheOneThatTheConnectionKeepsToAndNotWhatItBecame() {
    ConnectionEvents events = events();
    frames.set(Cap.off());
    own.set(Cap.enforce(1_000));
    ratio.set(Cap.observe(1_000));

    assertThat(events.longMessageBytes()).isEqualTo(80);
    events.tooLong();
    events.inflated(26);
    assertThat(events.slow(11))
        .isEqualTo("pending bytes: 11 (allowed: 10). Option: Options.pending");

    assertThat(frames.refused()).isEqualTo(1);
    assertThat(ratio.refused()).isEqualTo(1);
    assertThat(own.refused()).isEqualTo(1);
    assertThat(ofAll.refused()).isZero();
  }

  @Test
  void countsAClientThatWouldBeClosedOnceAndNotEachLookAtIt() {
    own.set(Cap.observe(10));
    ConnectionEvents events = events();

    events.pending(0, 10);
    assertThat(own.observed()).isZero();
    events.pending(10, 11);
    events.pending(11, 12);
    events.pending(12, 30);
    assertThat(own.observed()).isEqualTo(1);
    events.pending(30, 0);
    events.pending(0, 11);
    assertThat(own.observed()).isEqualTo(2);
  }
}
