package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsFrame;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The idle timeout of 3 s at {@code /socket}: spec sections 1.11 and 3.7, rows 38, R31, R32. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedLab.class)
class IdleTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  @AutoClose private final Phoenix client;

  IdleTest(RunningLab lab) {
    this.client = lab.connect(Vsn.V2);
  }

  /** Row 38. A code other than 1000, so that phoenix.js connects again. */
  @Test
  void closesASilentConnection() {
    client.expect(client.heartbeat().ok());
    assertThat(client.socket().awaitClose()).isIn(1001, 1002);
  }

  /** Row R31: what the server sends does not count. */
  @Test
  void closesAConnectionThatOnlyReceives() {
    Sent join = client.join("room:tick");
    Instant silentSince = Instant.now();
    client.expect(join.ok(), join.push("tick", "{}"));
    assertThat(client.socket().awaitClose()).isIn(1001, 1002);
    assertThat(Duration.between(silentSince, Instant.now()))
        .isGreaterThanOrEqualTo(TIMEOUT.minusMillis(100));
  }

  /** Row R32: a ping counts as received; six ticks of a second are twice the timeout. */
  @Test
  void keepsAConnectionThatPings() {
    Sent join = client.join("room:tick1000");
    client.expect(join.ok());
    for (int i = 0; i < 6; i++) {
      client.expect(join.push("tick", "{}"));
      client.socket().send(WsFrame.of(WsFrame.PING, (byte) 'p'));
      client.expect("pong p");
    }
    client.expectNothing();
  }
}
