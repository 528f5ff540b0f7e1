package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServersTest {
  @ParameterizedTest
  @CsvSource({
    "redis://localhost, redis://localhost:6379",
    "redis://user:secret@redis.internal:7000/2?timeout=3s, redis://redis.internal:7000",
    "rediss://:secret@redis.internal, rediss://redis.internal:6379",
    "redis://:p%40ss@redis.internal, redis://redis.internal:6379",
    "redis-socket:///run/redis.sock, redis-socket:///run/redis.sock",
    "'redis-sentinel://:secret@a:1000,b#main', 'redis-sentinel://a:1000,b:26379#main'",
  })
  void readsUrlsAndTellsThemWithoutSecrets(String url, String text) {
    List<RedisURI> servers = Servers.of(url).all();

    assertThat(servers).extracting(Servers::text).containsExactly(text);
  }

  @Test
  void takesTheNodesOfARedisClusterInTurn() {
    Servers servers = Servers.of("rediss://user:secret@a:7000,b:7001,c");

    assertThat(List.of(servers.next(), servers.next(), servers.next(), servers.next()))
        .extracting(Servers::text)
        .containsExactly(
            "rediss://a:7000", "rediss://b:7001", "rediss://c:6379", "rediss://a:7000");
    assertThat(servers.all())
        .allSatisfy(server ->
            assertThat(server.getCredentialsProvider().resolveCredentials().block().getUsername())
                .isEqualTo("user"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "http://user:secret@localhost",
        "redis://user:sec ret@localhost",
        "redis://user:secret@/1",
        "redis://user:secret@localhost/one",
        "redis-sentinel://user:secret@localhost",
        "",
      })
  void refusesOthersAndShowsNoPassword(String url) {
    assertThatThrownBy(() -> Redis.at(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("url: \"", "rediss://USER:PASSWORD@HOST:PORT")
        .hasMessageNotContainingAny("secret", "sec ret")
        .hasNoCause();
  }
}
