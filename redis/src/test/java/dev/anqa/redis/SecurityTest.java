package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.AdapterEvent.Connected;
import dev.anqa.pubsub.AdapterEvent.Disconnected;
import dev.anqa.pubsub.BroadcastResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Passwords, and users with just the rights that are needed. */
final class SecurityTest {
  private static final String[] RIGHTS = {
    "resetchannels", "&anqa:chat", "&anqa:chat:node:*", "-@all", "+publish", "+subscribe"
  };

  private static TestNode node(String userAndPassword, RedisServer server) {
    return new TestNode(
        Redis.at("redis://" + userAndPassword + "@127.0.0.1:" + server.port())
            .name("chat")
            .maxReconnectDelay(Duration.ofMillis(200)));
  }

  private static void givesRights(RedisServer server, String... more) {
    String[] start = {"ACL", "SETUSER", "anqa", "on", ">s3cret"};
    assertThat(server.run(concat(concat(start, RIGHTS), more))).isEqualTo("+OK");
  }

  private static String[] concat(String[] first, String[] second) {
    String[] all = new String[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static void talk(TestNode a, TestNode b) {
    a.broadcast("hello");
    b.awaitReceived("hello");
  }

  @Test
  void connectsWithAPassword() {
    try (RedisServer server = RedisServer.start("--requirepass", "p@ss:/word");
        TestNode a = node(":p%40ss%3A%2Fword", server);
        TestNode b = node("default:p%40ss%3A%2Fword", server)) {
      talk(a, b);
    }
  }

  @Test
  void tellsThatThePasswordIsWrongAndNotThePassword() {
    try (RedisServer server = RedisServer.start("--requirepass", "p4ss");
        TestNode a = node(":wr0ng", server)) {
      assertThat(a.awaitEvents(Disconnected.class, 1).getFirst().reason())
          .contains("WRONGPASS")
          .doesNotContain("wr0ng");
      assertThat(a.redis.broadcast(TestNode.event("alone")))
          .isInstanceOf(BroadcastResult.LocalOnly.class);
    }
  }

  @Test
  void needsNoMoreRightsThanItsGuideNames() {
    try (RedisServer server = RedisServer.start()) {
      givesRights(server);
      try (TestNode a = node("anqa:s3cret", server);
          TestNode b = node("anqa:s3cret", server)) {
        talk(a, b);
        a.redis.directBroadcast(b.redis.nodeName(), TestNode.event("direct")).orThrow();
        b.awaitReceived("hello", "direct");
      }
    }
  }

  @Test
  void tellsWhichRightIsMissingAndGoesOnWhenItIsGiven() {
    try (RedisServer server = RedisServer.start()) {
      givesRights(server, "-publish");
      try (TestNode a = node("anqa:s3cret", server)) {
        assertThat(a.awaitEvents(Disconnected.class, 1).getFirst().reason())
            .contains("NOPERM")
            .contains("publish");

        givesRights(server);
        a.awaitEvents(Connected.class, 1);
        givesRights(server, "resetchannels"); // Which throws it out.
        assertThat(a.awaitEvents(Disconnected.class, 2)).hasSize(2);
      }
    }
  }
}
