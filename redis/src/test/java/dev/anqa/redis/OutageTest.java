package dev.anqa.redis;

import static dev.anqa.redis.TestNode.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.AdapterEvent.BroadcastsLost;
import dev.anqa.pubsub.AdapterEvent.Connected;
import dev.anqa.pubsub.AdapterEvent.Disconnected;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.PubSubEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis that is not there, that dies, that stands still. */
final class OutageTest {
  private final RedisServer server = RedisServer.at(RedisServer.freePort());

  @AfterEach
  void stop() {
    server.close();
  }

  private RedisBuilder builder(String name) {
    return builder(name, server.url());
  }

  private static RedisBuilder builder(String name, String url) {
    return Redis.at(url)
        .nodeName(name)
        .maxReconnectDelay(Duration.ofMillis(200))
        .failureTimeout(Duration.ofSeconds(2));
  }

  private TestNode node(String name) {
    return new TestNode(builder(name));
  }

  @Test
  void beginsAloneWhenRedisIsAwayAndJoinsWhenItComes() {
    try (TestNode a = node("a")) {
      Disconnected told = a.awaitEvents(Disconnected.class, 1).getFirst();
      assertThat(told.reason()).startsWith(server.url() + ": Connection refused");
      assertThat(a.redis.broadcast(event("alone")))
          .isEqualTo(BroadcastResult.localOnly(told.reason()));
      assertThat(a.redis.directBroadcast("b", event("nobody")))
          .isEqualTo(BroadcastResult.failed(told.reason()));
      assertThat(a.redis.directBroadcast("a", event("own"))).isEqualTo(BroadcastResult.ok());
      a.awaitReceived("own");

      server.launch();
      a.awaitEvent(new Connected(server.url()));
      try (TestNode b = node("b")) {
        a.broadcast("together");
        b.awaitReceived("together");
      }
      assertThat(a.of(Disconnected.class)).hasSize(1); // Though it tried more than once.
    }
  }

  @Test
  void servesItsOwnSubscribersWhileRedisIsAway() {
    List<PubSubEvent> events = new CopyOnWriteArrayList<>();
    List<Broadcast> received = new CopyOnWriteArrayList<>();
    try (PubSub pubsub =
        PubSub.builder().adapter(builder("a").build()).listen(events::add).build()) {
      pubsub.subscribe("room:1", 10, received::add);

      assertThat(pubsub.broadcast(event("hello"))).isInstanceOf(BroadcastResult.LocalOnly.class);

      await().untilAsserted(() -> assertThat(received).containsExactly(event("hello")));
      assertThat(events)
          .singleElement()
          .isInstanceOfSatisfying(
              PubSubEvent.FromAdapter.class,
              told -> assertThat(told.event()).isInstanceOf(Disconnected.class));
    }
  }

  @Test
  void goesOnWhenRedisIsKilledAndComesBack() {
    server.launch();
    try (TestNode a = node("a");
        TestNode b = node("b")) {
      for (int outage = 1; outage <= 2; outage++) {
        server.kill();
        a.awaitEvents(Disconnected.class, outage);
        b.awaitEvents(Disconnected.class, outage);
        assertThat(a.redis.broadcast(event("during")))
            .isInstanceOf(BroadcastResult.LocalOnly.class);

        server.launch();
        a.awaitEvents(Connected.class, outage + 1);
        b.awaitEvents(Connected.class, outage + 1);
        a.broadcast("after");
        a.redis.directBroadcast("b", event("direct"));
        a.broadcast("after that");
        await().atMost(TestNode.PATIENCE).until(() -> b.received.size() == 3);
        assertThat(b.received) // What was sent during the outage does not come later.
            .containsExactlyInAnyOrder("after", "direct", "after that")
            .containsSubsequence("after", "after that");
        b.received.clear();
        assertThat(a.of(Disconnected.class)).hasSize(outage);
      }
    }
  }

  @Test
  void goesOnAfterAnErrorOfWhoIsTold() {
    server.launch();
    List<AdapterEvent> events = new CopyOnWriteArrayList<>();
    Adapter.Receiver failing =
        new Adapter.Receiver() {
          @Override
          public void receive(Broadcast broadcast) {}

          @Override
          public void happened(AdapterEvent event) {
            events.add(event);
            if (events.size() == 1) {
              throw new LinkageError("a class is missing");
            }
          }
        };
    try (Redis redis = builder("a").build()) {
      redis.start(failing);
      await().untilAsserted(() -> assertThat(events).hasSize(3));
      assertThat(events.get(1))
          .isInstanceOfSatisfying(
              Disconnected.class, told -> assertThat(told.reason()).contains("a class is missing"));
      assertThat(events.get(2)).isEqualTo(new Connected(server.url()));
      assertThat(redis.broadcast(event("again"))).isEqualTo(BroadcastResult.ok());
    }
  }

  @Test
  void tellsAllThatASenderLosesWhenItIsThrownOut() {
    server.launch();
    try (TestNode a = new TestNode(builder("a", server.url() + "?clientName=a"));
        TestNode b = node("b")) {
      int sent = send(a, 0, 5_000);
      server.run("CLIENT", "KILL", "ID", publisherOf("a"));
      sent += send(a, 5_000, 10_000);
      a.awaitEvents(Connected.class, 2);
      List<Integer> received = awaitLast(a, b);

      long lost = a.of(BroadcastsLost.class).stream().mapToLong(BroadcastsLost::count).sum();
      assertThat(received)
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSizeLessThanOrEqualTo(sent + 1) // What was under way may be told as lost, and arrive.
          .hasSizeGreaterThanOrEqualTo((int) (sent + 1 - lost));
      assertThat(b.of(Disconnected.class)).isEmpty();
    }
  }

  private String publisherOf(String clientName) {
    return server
        .run("CLIENT", "LIST", "TYPE", "normal")
        .lines()
        .filter(line -> line.contains(" name=" + clientName + " "))
        .map(line -> line.substring("id=".length(), line.indexOf(' ')))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsTheOrderWhenRedisStandsStillAndGoesOn() {
    server.launch();
    try (TestNode a = node("a");
        TestNode b = node("b")) {
      int next = send(a, 0, 1_000);
      server.stop();
      while (a.of(Disconnected.class).isEmpty() || b.of(Disconnected.class).isEmpty()) {
        send(a, next, ++next);
        LockSupport.parkNanos(1_000_000);
      }
      server.goOn();
      while (a.of(Connected.class).size() < 2 || b.of(Connected.class).size() < 2) {
        send(a, next, ++next);
        LockSupport.parkNanos(100_000);
      }
      send(a, next, next + 1_000);

      assertThat(awaitLast(a, b)).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(1_000);
    }
  }

  /** All that one sent and the other received, when the last of it has arrived. */
  private static List<Integer> awaitLast(TestNode from, TestNode to) {
    Broadcast last = event("99999999");
    await().until(() -> from.redis.broadcast(last) instanceof BroadcastResult.Ok);
    await()
        .atMost(TestNode.PATIENCE)
        .untilAsserted(() ->
            assertThat(to.received.contains("99999999"))
                .as("%d received; %s; %s", to.received.size(), from.events, to.events)
                .isTrue());
    return to.received.stream().map(Integer::valueOf).toList();
  }

  /** How many of them were taken. */
  private static int send(TestNode from, int first, int end) {
    int taken = 0;
    for (int i = first; i < end; i++) {
      if (from.redis.broadcast(event("" + i)) instanceof BroadcastResult.Ok) {
        taken++;
      }
    }
    return taken;
  }

  @Test
  void givesUpARedisThatStandsStillAndNeverHoldsUpWhoBroadcasts() {
    server.launch();
    try (TestNode a = new TestNode(builder("a").queue(100, 1 << 20));
        TestNode b = node("b")) {
      server.stop();
      Broadcast large = new Broadcast("room:1", "large", Payload.binary(new byte[50_000]));
      long slowest = 0;
      BroadcastResult result = BroadcastResult.ok();
      for (int sent = 0; result instanceof BroadcastResult.Ok; sent++) {
        long began = System.nanoTime();
        result = a.redis.broadcast(large);
        slowest = Math.max(slowest, System.nanoTime() - began);
        assertThat(sent).isLessThan(1_000);
      }

      assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
      assertThat(result)
          .isInstanceOfSatisfying(
              BroadcastResult.Failed.class,
              failed -> assertThat(failed.reason()).contains("queue to other nodes is full"));
      Disconnected told = a.awaitEvents(Disconnected.class, 1).getFirst();
      assertThat(told.reason()).contains("Redis has");
      assertThat(a.redis.broadcast(large)).isInstanceOf(BroadcastResult.LocalOnly.class);
      assertThat(a.of(BroadcastsLost.class)).isNotEmpty();

      b.awaitEvents(Disconnected.class, 1); // Or it might not notice.
      server.goOn();
      a.awaitEvents(Connected.class, 2);
      b.awaitEvents(Connected.class, 2);
      b.received.clear(); // What it got of the first ones, before it gave up its connection.
      a.broadcast("after");
      b.awaitReceived("after");
    }
  }

  @Test
  void closesWhileRedisStandsStill() {
    server.launch();
    TestNode a = new TestNode(builder("a").failureTimeout(Duration.ofMinutes(5)));
    server.stop();
    a.broadcast("stuck");

    long began = System.nanoTime();
    a.close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    assertThat(a.of(BroadcastsLost.class)).hasSize(1);
    server.goOn();
  }

  @Test
  void comesBackWhenRedisThrowsItOut() {
    server.launch();
    try (TestNode a = node("a");
        TestNode b = node("b")) {
      server.run("CLIENT", "KILL", "TYPE", "pubsub");
      a.awaitEvents(Connected.class, 2);
      b.awaitEvents(Connected.class, 2);
      server.run("CLIENT", "KILL", "TYPE", "normal");
      a.awaitEvents(Connected.class, 3);
      b.awaitEvents(Connected.class, 3);

      b.broadcast("hello");
      a.awaitReceived("hello");
      assertThat(a.of(Disconnected.class))
          .containsOnly(new Disconnected(server.url() + ": the connection was closed"));
    }
  }
}
