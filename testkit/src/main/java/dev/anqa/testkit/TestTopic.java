package dev.anqa.testkit;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Subscriber;
import java.util.function.Predicate;

/**
 * A topic that a test listens to, as another subscriber beside the clients: it gets what is
 * broadcast, also what the channels intercept. What matches is taken: a second assertion is about a
 * second broadcast. Payloads match as {@link TestChannel} says.
 */
public final class TestTopic {
  private final TestEndpoint endpoint;
  private final String topic;
  private final Inbox inbox;
  private final Subscriber subscriber = new Listener();

  private TestTopic(TestEndpoint endpoint, String topic) {
    this.endpoint = endpoint;
    this.topic = topic;
    this.inbox = new Inbox(topic, endpoint);
  }

  static TestTopic subscribe(TestEndpoint endpoint, String topic, PubSub pubsub, Partition on) {
    TestTopic made = new TestTopic(endpoint, topic);
    pubsub.subscribe(topic, made.subscriber, on);
    endpoint.settle();
    return made;
  }

  private final class Listener implements Subscriber {
    @Override
    public void deliver(Batch batch) {
      for (int i = 0; i < batch.size(); i++) {
        if (batch.from(i) != this) {
          Broadcast came = batch.broadcast(i);
          inbox.add(Arrival.broadcast(came.event(), came.payload().with(endpoint.json())));
        }
      }
    }
  }

  /** Its name, such as {@code room:lobby}. */
  public String topic() {
    return topic;
  }

  /** Broadcasts to all on the topic but this listener of the test. */
  public void broadcastFrom(String event, Object payload) {
    endpoint.broadcastFrom(subscriber, topic, event, payload);
  }

  /**
   * Asserts that an event was broadcast.
   *
   * @throws AssertionError if it was not
   */
  public Broadcast assertBroadcast(String event) {
    return take(event, new Match.Anything());
  }

  /**
   * Asserts that an event was broadcast whose payload has this in it.
   *
   * @throws AssertionError if it was not
   */
  public Broadcast assertBroadcast(String event, Object expected) {
    return take(event, Match.of(expected, endpoint.json()));
  }

  /**
   * Asserts that an event was broadcast that can be read as a type and that the guard takes.
   *
   * @throws AssertionError if it was not
   */
  public <T> T assertBroadcast(String event, Class<T> type, Predicate<? super T> guard) {
    return take(event, new Match.Guard<>(type, guard)).payload().as(type);
  }

  private Broadcast take(String event, Match match) {
    Arrival arrival = inbox.take(Wanted.of(Arrival.Kind.BROADCAST, event, match));
    return new Broadcast(topic, arrival.name(), arrival.payload());
  }

  /**
   * Asserts that an event was not broadcast until now, but what assertions took.
   *
   * @throws AssertionError if it was
   */
  public void refuteBroadcast(String event) {
    refute(event, new Match.Anything());
  }

  /**
   * Asserts that an event was not broadcast until now with a payload that has this in it, but what
   * assertions took.
   *
   * @throws AssertionError if it was
   */
  public void refuteBroadcast(String event, Object unexpected) {
    refute(event, Match.of(unexpected, endpoint.json()));
  }

  private void refute(String event, Match match) {
    inbox.refute(Wanted.of(Arrival.Kind.BROADCAST, event, match));
  }

  /**
   * Asserts that nothing was broadcast until now but what assertions took.
   *
   * @throws AssertionError if something was
   */
  public void assertNoMore() {
    inbox.refuteMore();
  }
}
