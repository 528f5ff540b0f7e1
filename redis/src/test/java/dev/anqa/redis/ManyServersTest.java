package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.AdapterEvent.Connected;
import dev.anqa.pubsub.AdapterEvent.Disconnected;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A master that sentinels know, and a Redis Cluster. */
final class ManyServersTest {
  private static TestNode node(String url) {
    return new TestNode(Redis.at(url).maxReconnectDelay(Duration.ofMillis(300)));
  }

  @Test
  void followsTheSentinelsToTheNewMaster() {
    try (RedisServer master = RedisServer.start();
        RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
        RedisServer sentinel = RedisServer.startSentinel(master)) {
      String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "#main";
      awaitReplica(sentinel);
      try (TestNode a = node(url);
          TestNode b = node(url)) {
        a.awaitEvent(new Connected(master.url()));
        a.broadcast("before");
        b.awaitReceived("before");

        master.kill();
        a.awaitEvent(new Connected(replica.url()));
        b.awaitEvent(new Connected(replica.url()));
        a.broadcast("after");
        b.awaitReceived("before", "after");
        assertThat(a.of(Disconnected.class)).hasSize(1);
      }
    }
  }

  /** Sentinels ask the master for its replicas. */
  private static void awaitReplica(RedisServer sentinel) {
    await()
        .atMost(TestNode.PATIENCE)
        .until(() -> sentinel.run("SENTINEL", "REPLICAS", "main").equals("*1"));
  }

  @Test
  void tellsThatTheSentinelsKnowNoSuchMaster() {
    try (RedisServer master = RedisServer.start();
        RedisServer sentinel = RedisServer.startSentinel(master);
        TestNode a = node("redis-sentinel://127.0.0.1:" + sentinel.port() + "#other")) {
      assertThat(a.awaitEvents(Disconnected.class, 1).getFirst().reason())
          .startsWith("redis-sentinel://127.0.0.1:" + sentinel.port() + "#other: ")
          .contains("know no master other");
    }
  }

  @Test
  void talksThroughAnyNodeOfARedisCluster() {
    int bus = RedisServer.freePort();
    try (RedisServer first = clustered(RedisServer.freePort());
        RedisServer second = clustered(bus)) {
      first.run("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
      first.run("CLUSTER", "MEET", "127.0.0.1", "" + second.port(), "" + bus);
      try (TestNode a = node(first.url() + ",127.0.0.1:" + second.port());
          TestNode b = node(second.url() + ",127.0.0.1:" + first.port())) {
        a.awaitEvent(new Connected(first.url()));
        b.awaitEvent(new Connected(second.url()));
        a.awaitMembers(a.redis.nodeName(), b.redis.nodeName());
        a.broadcast("across");
        a.redis.directBroadcast(b.redis.nodeName(), TestNode.event("direct")).orThrow();
        await().atMost(TestNode.PATIENCE).until(() -> b.received.size() == 2);

        first.kill();
        a.awaitEvent(new Connected(second.url()));
        a.broadcast("through the other");
        await().atMost(TestNode.PATIENCE).until(() -> b.received.contains("through the other"));
      }
    }
  }

  private static RedisServer clustered(int bus) {
    return RedisServer.start("--cluster-enabled", "yes", "--cluster-port", "" + bus);
  }
}
