package dev.anqa.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom proxies speak for, and whom nobody can pretend to be. */
final class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      TrustedProxies.none().with("10.0.0.0/8", "fd00::/8", "192.0.2.7");
  private static final InetSocketAddress PROXY = peer("10.1.2.3");

  private static InetSocketAddress peer(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
  }

  private static String client(TrustedProxies proxies, InetSocketAddress peer, String... lines) {
    InetSocketAddress client = proxies.clientOf(peer, List.of(lines));
    return client.getAddress().getHostAddress() + " " + client.getPort();
  }

  @Test
  void believesNobodyByDefault() {
    assertThat(TrustedProxies.none().header()).isEmpty();
    assertThat(client(TrustedProxies.none(), PROXY, "203.0.113.9")).isEqualTo("10.1.2.3 4711");
  }

  @Test
  void believesNoClientThatPretendsToBeAProxy() {
    assertThat(client(PROXIES, peer("203.0.113.66"), "198.51.100.1"))
        .isEqualTo("203.0.113.66 4711");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 203.0.113.9 0",
        "203.0.113.9:5 | 203.0.113.9 5",
        "[2001:db8::9]:5 | 2001:db8:0:0:0:0:0:9 5",
        "2001:db8::9 | 2001:db8:0:0:0:0:0:9 0",
        "203.0.113.9, 10.9.9.9 | 203.0.113.9 0",
        "203.0.113.9,10.9.9.9,fd00::1,192.0.2.7 | 203.0.113.9 0",
        // What stands before the first that is no proxy was sent by that one, who may lie.
        "127.0.0.1, 203.0.113.9 | 203.0.113.9 0",
        "10.0.0.1, 203.0.113.9, 10.9.9.9 | 203.0.113.9 0",
        // A proxy that does not say for whom it speaks is the client.
        "203.0.113.9, unknown | 10.1.2.3 4711",
        "203.0.113.9, unknown, 10.9.9.9 | 10.9.9.9 0",
        "203.0.113.9, | 10.1.2.3 4711",
        "example.com | 10.1.2.3 4711",
        "203.0.113.9:99999 | 10.1.2.3 4711",
        "[2001:db8::9 | 10.1.2.3 4711",
        "fe80::1%eth0 | 10.1.2.3 4711",
        "10.0.0.1, 10.0.0.2 | 10.0.0.1 0",
      })
  void readsXForwardedForFromItsEnd(String line, String client) {
    assertThat(client(PROXIES, PROXY, line)).isEqualTo(client);
  }

  @Test
  void readsSeveralLinesAsOne() {
    assertThat(client(PROXIES, PROXY, "1.1.1.1", "203.0.113.9, 10.9.9.9", "10.8.8.8"))
        .isEqualTo("203.0.113.9 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "for=203.0.113.9 | 203.0.113.9 0",
        "for=203.0.113.9;proto=https;by=10.1.2.3 | 203.0.113.9 0",
        "proto=http; For=\"203.0.113.9:5\" | 203.0.113.9 5",
        "for=\"[2001:db8::9]:5\" | 2001:db8:0:0:0:0:0:9 5",
        "for=1.1.1.1, for=203.0.113.9, for=10.9.9.9 | 203.0.113.9 0",
        "for=\"1.1.1.1, for=203.0.113.9 | 203.0.113.9 0",
        "for=_hidden | 10.1.2.3 4711",
        "for=unknown, for=10.9.9.9 | 10.9.9.9 0",
        "proto=https | 10.1.2.3 4711",
      })
  void readsForwardedWhereItIsToldTo(String line, String client) {
    assertThat(client(PROXIES.with(ClientAddressHeader.FORWARDED), PROXY, line)).isEqualTo(client);
  }

  @Test
  void looksAtOneHeaderOnly() {
    assertThat(PROXIES.header()).isEqualTo("x-forwarded-for");
    assertThat(PROXIES.with(ClientAddressHeader.FORWARDED).header()).isEqualTo("forwarded");
    assertThat(PROXIES.with(ClientAddressHeader.NONE).header()).isEmpty();
  }

  @Test
  void givesUpOnChainsWithoutEnd() {
    String endless = "203.0.113.9" + ", 10.0.0.1".repeat(1_000);

    assertThat(client(PROXIES, PROXY, endless)).isEqualTo("10.0.0.1 0");
  }

  @Test
  void knowsNetworksByTheirPrefix() {
    assertThat(PROXIES.include(InetAddress.ofLiteral("10.255.255.255"))).isTrue();
    assertThat(PROXIES.include(InetAddress.ofLiteral("11.0.0.0"))).isFalse();
    assertThat(PROXIES.include(InetAddress.ofLiteral("fdff::1"))).isTrue();
    assertThat(PROXIES.include(InetAddress.ofLiteral("fe00::1"))).isFalse();
    assertThat(PROXIES.include(InetAddress.ofLiteral("192.0.2.7"))).isTrue();
    assertThat(PROXIES.include(InetAddress.ofLiteral("192.0.2.8"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/x", "proxy.local", ""})
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> new LimitOptions().trustedProxies(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("network: \"" + text + "\" (expected: an address, or a network");
  }
}
