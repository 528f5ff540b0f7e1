package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A started node that keeps what it receives and what happens. */
final class TestNode implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final Redis redis;
  final List<String> received = new CopyOnWriteArrayList<>();
  final List<AdapterEvent> events = new CopyOnWriteArrayList<>();

  TestNode(RedisBuilder builder) {
    this.redis = builder.startTimeout(PATIENCE).build();
    redis.start(
        new Adapter.Receiver() {
          @Override
          public void receive(Broadcast broadcast) {
            received.add(broadcast.event());
          }

          @Override
          public void happened(AdapterEvent event) {
            events.add(event);
          }
        });
  }

  static Broadcast event(String event) {
    return new Broadcast("room:1", event, Payload.empty());
  }

  void broadcast(String event) {
    redis.broadcast(event(event)).orThrow();
  }

  void awaitReceived(String... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(received).as("%s", events).containsExactly(expected));
  }

  /** Waits until this node knows exactly these. */
  void awaitMembers(String... names) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(redis.members()).containsExactlyInAnyOrder(names));
  }

  void awaitEvent(AdapterEvent event) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(events).contains(event));
  }

  /** Waits until so many events of a kind have been told. */
  <T extends AdapterEvent> List<T> awaitEvents(Class<T> kind, int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(of(kind)).as("%s", events).hasSize(count));
    return of(kind);
  }

  <T extends AdapterEvent> List<T> of(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    redis.close();
  }
}
