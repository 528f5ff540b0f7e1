package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RedisBuilderTest {
  private final RedisBuilder builder = Redis.at("redis://localhost");

  @Test
  void hasTheDefaultsThatItsDocNames() {
    assertThat(builder.name).isEqualTo("anqa");
    assertThat(builder.startTimeout).isEqualTo(Duration.ofSeconds(2));
    assertThat(builder.failureTimeout).isEqualTo(Duration.ofSeconds(8));
    assertThat(builder.maxReconnectDelay).isEqualTo(Duration.ofSeconds(5));
    assertThat(builder.maxPayloadBytes).isEqualTo(16 * 1024 * 1024);
    assertThat(builder.maxQueuedBroadcasts).isEqualTo(16_384);
    assertThat(builder.maxQueuedBytes).isEqualTo(64 * 1024 * 1024);
  }

  @Test
  void namesEachNodeDifferently() {
    assertThat(builder.nodeName)
        .matches(".+-[0-9a-f]{8}")
        .isNotEqualTo(Redis.at("redis://localhost").nodeName);
  }

  @Test
  void refusesCertificatesForAUrlWithoutTls(@TempDir Path folder) throws Exception {
    Path pem = Files.createFile(folder.resolve("ca.pem"));

    assertThatThrownBy(() -> builder.trust(pem).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Redis.at(\"rediss://…\")");
    assertThat(Redis.at("rediss://localhost").trust(pem).build()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource
  void refusesValuesThatMakeNoSense(String message, Consumer<RedisBuilder> change) {
    assertThatThrownBy(() -> change.accept(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  static Stream<Arguments> refusesValuesThatMakeNoSense() {
    Path missing = Path.of("missing.pem");
    return Stream.of(
        refused("name: \"a:b\" (expected: no colon)", b -> b.name("a:b")),
        refused("name of 0 bytes (expected: 1 to 200)", b -> b.name("")),
        refused("nodeName of 202 bytes (expected: 1 to 200)", b -> b.nodeName("é".repeat(101))),
        refused("startTimeout: PT0S (expected: > 0)", b -> b.startTimeout(Duration.ZERO)),
        refused(
            "failureTimeout: PT0.099S (expected: >= PT0.1S)",
            b -> b.failureTimeout(Duration.ofMillis(99))),
        refused("maxReconnectDelay: PT0S (expected", b -> b.maxReconnectDelay(Duration.ZERO)),
        refused("maxPayloadBytes: 0 (expected: > 0)", b -> b.maxPayloadBytes(0)),
        refused("queue: 0 broadcasts, 1 bytes (expected: > 0)", b -> b.queue(0, 1)),
        refused("queue: 1 broadcasts, 0 bytes (expected: > 0)", b -> b.queue(1, 0)),
        refused("trust: missing.pem (expected: a file in PEM)", b -> b.trust(missing)),
        refused("certificate: missing.pem (expected", b -> b.certificate(missing, missing)));
  }

  private static Arguments refused(String message, Consumer<RedisBuilder> change) {
    return arguments(message, change);
  }
}
