package dev.anqa.pubsub;

/** One entry of a subscriber at a topic; closing it ends it. */
public final class Subscription implements AutoCloseable {
  final Topic topic;
  final Partition partition;
  final Subscriber subscriber;
  private final PubSub pubsub;

  /** Where it stands in its list; -1 when it is not in it. Touched on the partition's thread. */
  int position = -1;

  /** Whether it was taken out, which may be before it was entered. For the partition's thread. */
  boolean removed;

  /** Whether the partition's full queue refused to take it out. Any thread may set it. */
  volatile boolean abandoned;

  Subscription(PubSub pubsub, Topic topic, Partition partition, Subscriber subscriber) {
    this.pubsub = pubsub;
    this.topic = topic;
    this.partition = partition;
    this.subscriber = subscriber;
  }

  /** The topic's name. */
  public String topic() {
    return topic.name;
  }

  /** Who subscribed. */
  public Subscriber subscriber() {
    return subscriber;
  }

  /**
   * Ends it: on the partition's thread at once, from others when the partition gets to it, so that
   * what the same thread broadcast before is still delivered, and nothing after.
   *
   * <p>Any thread may call, any number of times.
   */
  @Override
  public void close() {
    pubsub.close(this);
  }
}
