package dev.anqa.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ClusterBuilderTest {
  private final ClusterBuilder builder = Cluster.jgroups();

  @Test
  void hasTheDefaultsThatItsDocNames() {
    assertThat(builder.name).isEqualTo("anqa");
    assertThat(builder.port).isEqualTo(7800);
    assertThat(builder.joinTimeout).isEqualTo(Duration.ofSeconds(2));
    assertThat(builder.failureTimeout).isEqualTo(Duration.ofSeconds(8));
    assertThat(builder.maxPayloadBytes).isEqualTo(16 * 1024 * 1024);
    assertThat(builder.maxQueuedBroadcasts).isEqualTo(16_384);
    assertThat(builder.maxQueuedBytes).isEqualTo(64 * 1024 * 1024);
    assertThat(builder.local().bindAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void namesEachNodeDifferently() {
    assertThat(builder.nodeName).matches(".+-[0-9a-f]{8}").isNotEqualTo(Cluster.jgroups().nodeName);
  }

  @Test
  void keepsAnOpenPortWithoutTlsFromBeingBuilt() {
    builder.peers("192.0.2.1:7800").bind("192.0.2.1");

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "192.0.2.1:7800 can be reached from other machines and has no TLS",
            ".tls(Path.of(\"node.p12\"), password)",
            ".insecure()");
    assertThat(builder.insecure().build().nodeName()).isEqualTo(builder.nodeName);
  }

  @Test
  void buildsAnOpenPortWithTls() throws Exception {
    builder.dns("chat").bind("192.0.2.1").tls(SSLContext.getDefault());

    assertThat(builder.build()).isNotNull();
  }

  @Test
  void asksHowToFindOthers() {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(".peers(", ".dns(", ".local()");
  }

  @ParameterizedTest
  @MethodSource
  void refusesValuesThatMakeNoSense(String message, Consumer<ClusterBuilder> change) {
    assertThatThrownBy(() -> change.accept(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  static Stream<Arguments> refusesValuesThatMakeNoSense() {
    return Stream.of(
        refused("name of 0 bytes (expected: 1 to 200)", b -> b.name("")),
        refused("nodeName of 202 bytes (expected: 1 to 200)", b -> b.nodeName("é".repeat(101))),
        refused("port: 0 (expected: 1 to 65535)", b -> b.port(0)),
        refused("port: 65536 (expected: 1 to 65535)", b -> b.port(65_536)),
        refused("bind: 0.0.0.0 (expected: an address that the other nodes", b -> b.bind("0.0.0.0")),
        refused(
            "bind: nowhere.invalid (expected: a known address)", b -> b.bind("nowhere.invalid")),
        refused("peers: none (expected: one host:port at least)", b -> b.peers()),
        refused("peers: \"a\" (expected: host:port)", b -> b.peers("a")),
        refused("peers: \"a:1,b:2\" (expected: host:port)", b -> b.peers("a:1,b:2")),
        refused("joinTimeout: PT0S (expected: > 0)", b -> b.joinTimeout(Duration.ZERO)),
        refused("failureTimeout: PT-1S (expected", b -> b.failureTimeout(Duration.ofSeconds(-1))),
        refused("maxPayloadBytes: 0 (expected: > 0)", b -> b.maxPayloadBytes(0)),
        refused("queue: 0 broadcasts, 1 bytes (expected: > 0)", b -> b.queue(0, 1)),
        refused("queue: 1 broadcasts, 0 bytes (expected: > 0)", b -> b.queue(1, 0)),
        refused(
            "tls: cannot read missing.p12 (expected: a PKCS12 store)",
            b -> b.tls(Path.of("missing.p12"), new char[0])));
  }

  private static Arguments refused(String message, Consumer<ClusterBuilder> change) {
    return arguments(message, change);
  }
}
