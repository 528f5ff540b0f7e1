package dev.anqa.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.telemetry.Telemetry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Who is let in, by node and by address. */
final class GateTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

  private final StillTime time = new StillTime();

  private Gate gate(UnaryOperator<LimitOptions> change) {
    return limits(change).gate();
  }

  private Limits limits(UnaryOperator<LimitOptions> change) {
    return new Limits(change.apply(new LimitOptions()), new Telemetry(), time);
  }

  private static Gate.Place in(Gate gate, InetAddress client) {
    return (Gate.Place) gate.enter(client);
  }

  private static Gate.Refused out(Gate gate, InetAddress client) {
    return (Gate.Refused) gate.enter(client);
  }

  @Test
  void refusesTheConnectionAboveTheNodesLimitUntilOneEnds() {
    Gate gate = gate(o -> o.connections(2));
    Gate.Place first = in(gate, ONE);
    in(gate, TWO);

    Gate.Refused refused = out(gate, ONE);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.retryAfterSeconds()).isPositive();
    assertThat(refused.why())
        .isEqualTo(new LimitRefusal("connections", 3, 2, "LimitOptions.connections"));

    first.release();
    first.release();
    in(gate, ONE);
    assertThat(gate.enter(ONE)).isInstanceOf(Gate.Refused.class);
    assertThat(gate.open()).isEqualTo(2);
  }

  @Test
  void refusesTheConnectionAboveTheLimitOfItsAddressAlone() {
    Gate gate = gate(o -> o.connectionsPerAddress(2));
    Gate.Place first = in(gate, ONE);
    in(gate, ONE);

    assertThat(out(gate, ONE).status()).isEqualTo(429);
    assertThat(out(gate, ONE).why().limit()).isEqualTo("connections per address");
    in(gate, TWO);

    first.release();
    in(gate, ONE);
    assertThat(gate.open()).isEqualTo(3);
  }

  @Test
  void letsAsManyHandshakesComeAtOnceAsInASecondAndThenOneAfterTheOther() {
    Gate gate = gate(o -> o.handshakesPerSecond(4));
    for (int i = 0; i < 4; i++) {
      in(gate, ONE).release();
    }
    assertThat(out(gate, TWO).status()).isEqualTo(503);

    time.pass(Duration.ofMillis(250));
    in(gate, ONE).release();
    assertThat(out(gate, TWO).why().option()).isEqualTo("LimitOptions.handshakesPerSecond");

    time.pass(Duration.ofHours(1));
    for (int i = 0; i < 4; i++) {
      in(gate, ONE).release();
    }
    assertThat(out(gate, ONE).why().value()).isEqualTo(5);
  }

  @Test
  void countsHandshakesOfEachAddressWhateverComesOfThem() {
    Gate gate = gate(o -> o.handshakesPerSecondPerAddress(3).connections(1));
    in(gate, ONE);
    out(gate, ONE);
    out(gate, ONE);

    assertThat(out(gate, ONE).status()).isEqualTo(429);
    assertThat(out(gate, TWO).status()).isEqualTo(503);
  }

  @Test
  void onlyObservesWhereItIsToldSo() {
    Limits limits =
        limits(o ->
            o.connections(Cap.observe(1))
                .connectionsPerAddress(Cap.observe(1))
                .handshakesPerSecond(Cap.observe(1))
                .handshakesPerSecondPerAddress(Cap.observe(1)));
    in(limits.gate(), ONE);
    in(limits.gate(), ONE);
    in(limits.gate(), ONE);

    assertThat(limits.all())
        .filteredOn(limit -> !limit.name().startsWith("pending"))
        .hasSize(4)
        .allSatisfy(limit -> assertThat(limit.observed()).as(limit.name()).isEqualTo(2))
        .allSatisfy(limit -> assertThat(limit.refused()).isZero());
    assertThat(limits.find("connections", "").orElseThrow().value()).hasValue(3);
  }

  @Test
  void takesANetworkOfIpv6ForOneAddress() {
    Gate gate = gate(o -> o.connectionsPerAddress(1));
    in(gate, InetAddress.ofLiteral("2001:db8:1:2::1"));

    assertThat(out(gate, InetAddress.ofLiteral("2001:db8:1:2:ffff::9")).status()).isEqualTo(429);
    in(gate, InetAddress.ofLiteral("2001:db8:1:3::1"));
    assertThat(AddressKey.of(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")))
        .hasToString("2001:db8:1:2::/64");
    assertThat(AddressKey.of(InetAddress.ofLiteral("203.0.113.255"))).hasToString("203.0.113.255");
  }

  @Test
  void keepsNoMoreAddressesThanItHasRoomForWhateverTheirNumber() throws Exception {
    Gate gate = gate(o -> o.handshakesPerSecond(Cap.off()).connections(10));
    List<Gate.Place> held = new ArrayList<>();
    for (int i = 0; i < 3 * AddressTable.MAX_IDLE; i++) {
      byte[] address = new byte[16];
      address[0] = 0x20;
      address[3] = (byte) (i >> 16);
      address[4] = (byte) (i >> 8);
      address[5] = (byte) i;
      if (gate.enter(InetAddress.getByAddress(address)) instanceof Gate.Place place) {
        held.add(place);
      }
      assertThat(gate.addresses()).isLessThanOrEqualTo(AddressTable.MAX_IDLE + 10);
    }
    assertThat(held).hasSize(10);
    assertThat(gate.addresses()).isGreaterThan(AddressTable.MAX_IDLE);

    held.forEach(Gate.Place::release);
    time.pass(Duration.ofSeconds(1));
    for (int i = 0; i < AddressTable.MAX_IDLE; i++) {
      in(gate, ONE).release();
      time.pass(Duration.ofMillis(10));
    }
    assertThat(gate.addresses()).isLessThan(10); // Whoever was seldom here is forgotten.
  }
}
