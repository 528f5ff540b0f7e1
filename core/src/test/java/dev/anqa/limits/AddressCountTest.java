package dev.anqa.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.telemetry.Telemetry;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Which address gets a place. */
final class AddressCountTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

  private final Limits limits = new Limits(new LimitOptions(), new Telemetry(), new StillTime());
  private final Limit limit =
      limits.add("things per address", "", "Options.things", Cap.enforce(2));
  private final AddressCount count = new AddressCount(limit);

  @Test
  void refusesOneTooManyOfAnAddressAloneUntilOneIsGivenBack() {
    assertThat(count.enter(ONE)).isNull();
    assertThat(count.enter(ONE)).isNull();
    assertThat(count.enter(ONE))
        .isEqualTo(new LimitRefusal("things per address", 3, 2, "Options.things"));
    assertThat(count.enter(TWO)).isNull();

    count.leave(ONE);
    assertThat(count.enter(ONE)).isNull();
    assertThat(count.enter(ONE)).isNotNull();
  }

  @Test
  void knowsNobodyWhoHasNoPlace() {
    assertThat(count.enter(ONE)).isNull();
    assertThat(count.enter(TWO)).isNull();
    assertThat(count.addresses()).isEqualTo(2);

    count.leave(ONE);
    count.leave(TWO);
    assertThat(count.addresses()).isZero();
  }

  @Test
  void countsAnAddressOfIpv6ByItsUpperHalf() {
    assertThat(count.enter(InetAddress.ofLiteral("2001:db8::1"))).isNull();
    assertThat(count.enter(InetAddress.ofLiteral("2001:db8::2"))).isNull();
    assertThat(count.enter(InetAddress.ofLiteral("2001:db8::3"))).isNotNull();
    assertThat(count.enter(InetAddress.ofLiteral("2001:db8:0:1::3"))).isNull();
  }
}
