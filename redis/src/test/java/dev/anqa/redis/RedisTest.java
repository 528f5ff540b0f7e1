package dev.anqa.redis;

import static dev.anqa.redis.TestNode.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.AdapterEvent.Connected;
import dev.anqa.pubsub.AdapterEvent.NodeJoined;
import dev.anqa.pubsub.AdapterEvent.NodeLeft;
import dev.anqa.pubsub.BroadcastResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RedisTest {
  private static RedisServer server;

  private final String cluster = "test-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private RedisBuilder builder(String name) {
    return Redis.at(server.url())
        .name(cluster)
        .nodeName(name)
        .failureTimeout(Duration.ofSeconds(2));
  }

  private TestNode node(String name) {
    return new TestNode(builder(name));
  }

  @Test
  void tellsWhereItIsConnected() {
    try (TestNode a = node("a")) {
      assertThat(a.events).containsExactly(new Connected(server.url()));
    }
  }

  @Test
  void tellsWhoComesAndWhoGoes() {
    try (TestNode a = node("a")) {
      TestNode b = node("b");
      a.awaitEvent(new NodeJoined("b"));
      b.awaitEvent(new NodeJoined("a"));
      assertThat(a.redis.members()).containsExactly("a", "b");
      assertThat(b.redis.members()).containsExactly("b", "a");

      b.close();
      a.awaitEvent(new NodeLeft("b"));
      assertThat(a.redis.members()).containsExactly("a");
      assertThat(b.redis.members()).isEmpty();
      assertThat(a.of(NodeJoined.class)).hasSize(1);
    }
  }

  @Test
  void givesUpANodeThatIsSilent() {
    try (TestNode a = node("a")) {
      server.run(
          "PUBLISH".getBytes(StandardCharsets.UTF_8),
          new Channels(cluster).all(),
          Envelope.hello(new Envelope.Origin(7, 1), "silent"));

      a.awaitEvent(new NodeJoined("silent"));
      a.awaitEvent(new NodeLeft("silent"));
      assertThat(a.redis.members()).containsExactly("a");
    }
  }

  @Test
  void doesNotMeetAnotherCluster() {
    try (TestNode a = node("a");
        TestNode other = new TestNode(builder("b").name("other-" + cluster));
        TestNode b = node("b")) {
      a.broadcast("hello");
      a.redis.directBroadcast("b", event("direct"));
      await().atMost(TestNode.PATIENCE).until(() -> b.received.size() == 2);
      other.redis.directBroadcast("b", event("mark"));
      other.awaitReceived("mark");

      assertThat(other.redis.members()).containsExactly("b");
    }
  }

  @Test
  void sendsWhatWaitsBeforeItLeaves() {
    try (TestNode b = node("b")) {
      TestNode a = node("a");
      String[] all = IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);

      for (String each : all) {
        a.broadcast(each);
      }
      a.close();

      b.awaitReceived(all);
    }
  }

  @Test
  void refusesWhatIsOverItsLimits() {
    try (TestNode a = new TestNode(builder("a").maxPayloadBytes(1))) {
      assertThat(a.redis.broadcast(event("two bytes")))
          .isEqualTo(BroadcastResult.failed("payload of 2 bytes (expected: <= 1)"));
    }
  }

  @Test
  void startsOnce() {
    try (TestNode a = node("a")) {
      assertThatThrownBy(() -> a.redis.start(_ -> {})).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void namesItsThreadsAndEndsThem() {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    TestNode a = node("threads");
    TestNode b = node("b");
    a.broadcast("hello");
    b.awaitReceived("hello");

    List<String> names = newThan(before);
    a.close();
    b.close();

    assertThat(names)
        .anySatisfy(name -> assertThat(name).isEqualTo("anqa-redis-threads"))
        .anySatisfy(name -> assertThat(name).isEqualTo("anqa-redis-threads-send"))
        .anySatisfy(name -> assertThat(name).startsWith("anqa-redis-threads-timer-"))
        .anySatisfy(name -> assertThat(name).startsWith("anqa-redis-threads-nioEventLoop-"))
        .allSatisfy(name -> assertThat(name).startsWith("anqa-redis-"));
    await()
        .pollInSameThread()
        .atMost(TestNode.PATIENCE)
        .untilAsserted(() -> assertThat(newThan(before)).isEmpty());
  }

  private static List<String> newThan(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> !name.startsWith("awaitility"))
        .toList();
  }
}
