package dev.anqa.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Topics and their subscribers on this node, and through the {@link Adapter} on all others.
 *
 * <p>Any thread may call any method; none waits for a subscriber. A broadcast is encoded once for
 * each {@link Format} among its subscribers, on the calling thread, and becomes one task for each
 * {@link Partition} that has some. What one thread broadcasts on one topic arrives in that order. A
 * broadcast that begins after {@link #subscribe} returned is delivered.
 *
 * <p>Ports {@code Phoenix.PubSub} and the registry below it. Differs in: messages are {@link
 * Broadcast}s, not any value, so that they cross nodes without being parsed; partitions follow the
 * threads that serve, not a hash of the subscriber; instead of a dispatcher for each call,
 * subscribers name the format they share.
 */
public final class PubSub implements AutoCloseable {
  private static final int PLAIN_QUEUE = 65_536;
  private static final Format[] NO_FORMATS = {};

  private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Partition> partitions = new CopyOnWriteArrayList<>();
  private final Listeners listeners = new Listeners();
  private final Tracers tracers = new Tracers();
  private final PubSubCounts counts = new PubSubCounts();
  private final Adapter adapter;
  private final Partition plain;

  /** Runs plain subscribers. */
  final Executor executor;

  /** The names of those that run. */
  final Set<String> surveys = ConcurrentHashMap.newKeySet();

  private PubSub(Builder builder) {
    this.adapter = builder.adapter != null ? builder.adapter : new LocalAdapter(builder.nodeName);
    this.executor = builder.executor;
    this.plain = addPartition(new MailboxExecutor(executor, PLAIN_QUEUE));
    builder.listeners.forEach(listeners::add);
    this.adapter.start(new FromOtherNodes());
  }

  /** What the adapter calls. */
  private final class FromOtherNodes implements Adapter.Receiver {
    @Override
    public void receive(Broadcast broadcast) {
      counts.received.increment();
      try {
        localBroadcast(null, broadcast, /* received= */ true);
      } catch (IllegalArgumentException e) {
        emit(new PubSubEvent.ReceivedUnfit(broadcast.topic(), e));
      }
    }

    @Override
    public void happened(AdapterEvent event) {
      emit(new PubSubEvent.FromAdapter(event));
    }
  }

  /** A node that is alone, unless it is given an adapter. */
  public static Builder builder() {
    return new Builder();
  }

  /** What a {@link PubSub} is made of. */
  public static final class Builder {
    private @Nullable Adapter adapter;
    private String nodeName = "local";
    private Executor executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("anqa-pubsub-", 0).factory());

    private final List<Consumer<? super PubSubEvent>> listeners = new ArrayList<>();

    private Builder() {}

    /** The way to other nodes; none by default. It is started and closed by the {@link PubSub}. */
    public Builder adapter(Adapter adapter) {
      this.adapter = Objects.requireNonNull(adapter, "adapter");
      return this;
    }

    /** The name of a node that is alone; {@code local} by default. */
    public Builder nodeName(String name) {
      this.nodeName = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Runs plain subscribers; a virtual thread for each that has something to do by default. */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /** As {@link PubSub#listen}, and sees what the adapter tells while it starts. */
    public Builder listen(Consumer<? super PubSubEvent> listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Starts the adapter and makes the {@link PubSub}.
     *
     * @throws IllegalStateException if the adapter cannot work at all
     */
    public PubSub build() {
      return new PubSub(this);
    }
  }

  /** The adapter's name for this node. */
  public String nodeName() {
    return adapter.nodeName();
  }

  /** The simple name of the adapter's class, for people to look at. */
  public String adapterName() {
    return adapter.getClass().getSimpleName();
  }

  /** The nodes in the cluster, as this one sees it; see {@link Adapter#members}. */
  public List<String> members() {
    return adapter.members();
  }

  /** Whether the way to other nodes is open; a node that is alone, by choice, has it so. */
  public boolean isConnected() {
    return listeners.isWayOpen() && !adapter.members().isEmpty(); // None: it is not running.
  }

  /**
   * Tells a listener of all {@link PubSubEvent}s, on the threads they happen on. First, before this
   * returns, it is told the adapter's last {@link AdapterEvent.Connected} or {@link
   * AdapterEvent.Disconnected}, if there was one; one that happens at the same moment may be told
   * twice. It must not throw; one that does is told nothing more.
   */
  public void listen(Consumer<? super PubSubEvent> listener) {
    listeners.add(listener);
  }

  /** Tells a listener no more; one that was told nothing is fine too. */
  public void unlisten(Consumer<? super PubSubEvent> listener) {
    listeners.remove(listener);
  }

  /** Shows somebody all that goes through, while he wants; see {@link PubSubTracer}. */
  public void trace(PubSubTracer tracer) {
    tracers.add(tracer);
  }

  /** Shows him nothing any more. */
  public void untrace(PubSubTracer tracer) {
    tracers.remove(tracer);
  }

  /**
   * Adds the share of a thread, such as an event loop, which must outlive its subscriptions; see
   * {@link Partition}.
   */
  public Partition addPartition(SerialExecutor thread) {
    synchronized (partitions) {
      Partition partition = new Partition(partitions.size(), thread);
      partitions.add(partition);
      return partition;
    }
  }

  /**
   * Subscribes a handler that gets each broadcast on the topic, one at a time and in order, on a
   * thread of the {@linkplain Builder#executor executor}. Duplicates are delivered twice.
   *
   * @param capacity how many broadcasts may wait for it; further ones are missed, with an event
   */
  public Subscription subscribe(String topic, int capacity, Consumer<? super Broadcast> handler) {
    return subscribe(topic, new PlainSubscriber(this, executor, capacity, handler), plain);
  }

  /**
   * Subscribes somebody who is served on the thread of a partition.
   *
   * @throws RejectedExecutionException if that thread's queue is full, or it has stopped
   */
  public Subscription subscribe(String topic, Subscriber subscriber, Partition partition) {
    Topic entry =
        topics.compute(
            topic,
            (name, present) -> {
              Topic counted = present != null ? present : new Topic(name);
              counted.add(partition.index, subscriber.format());
              return counted;
            });
    counts.subscriptions.increment();
    Subscription subscription = new Subscription(this, entry, partition, subscriber);
    Members members = Objects.requireNonNull(entry.members(partition.index));
    try {
      partition.run(() -> members.add(subscription));
    } catch (RejectedExecutionException e) {
      countOut(subscription);
      throw e;
    }
    tracers.subscribed(subscription);
    return subscription;
  }

  /**
   * Ends all subscriptions that this subscriber has on the topic; none is fine too.
   *
   * @throws RejectedExecutionException if the queue of a partition is full
   */
  public void unsubscribe(String topic, Subscriber subscriber) {
    Topic entry = topics.get(topic);
    for (int i = 0; entry != null && i < entry.partitions(); i++) {
      Members members = entry.members(i);
      if (members != null) {
        partitions.get(i).run(() -> members.of(subscriber).forEach(this::remove));
      }
    }
  }

  void close(Subscription subscription) {
    try {
      subscription.partition.run(() -> remove(subscription));
    } catch (RejectedExecutionException e) {
      subscription.abandoned = true; // The next delivery takes it out.
    }
  }

  /** On the partition's thread: takes it out and counts it out, once. */
  void remove(Subscription subscription) {
    if (subscription.removed) {
      return;
    }
    subscription.removed = true;
    Members members = subscription.topic.members(subscription.partition.index);
    if (members != null) {
      members.remove(subscription);
    }
    countOut(subscription);
    tracers.unsubscribed(subscription);
  }

  private void countOut(Subscription subscription) {
    counts.subscriptions.decrement();
    topics.computeIfPresent(
        subscription.topic(),
        (_, topic) -> {
          topic.remove(subscription.partition.index, subscription.subscriber.format());
          return topic.count() == 0 ? null : topic;
        });
  }

  /**
   * Sends to all subscribers on all nodes: first through the adapter, then on this node.
   *
   * <p>If the adapter refuses it, nobody on this node gets it either (Phoenix.PubSub.broadcast/4),
   * and it may be tried again. If other nodes cannot be reached at the time, this node's
   * subscribers get it nevertheless, and the result is {@link BroadcastResult.LocalOnly}.
   *
   * @throws IllegalArgumentException if the format of a subscriber on this node cannot express it
   */
  public BroadcastResult broadcast(Broadcast broadcast) {
    return broadcastFrom(null, broadcast);
  }

  /** As {@link #broadcast}, leaving out one subscriber of this node; null leaves out nobody. */
  public BroadcastResult broadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
    counts.broadcasts.increment();
    long start = tracers.begin();
    BroadcastResult result = send(from, broadcast);
    if (start != Tracers.NOBODY) {
      int subscribers = count(broadcast.topic());
      tracers.broadcast(broadcast, from, /* received= */ false, result, subscribers, start);
    }
    return result;
  }

  private BroadcastResult send(@Nullable Subscriber from, Broadcast broadcast) {
    Topic before = topics.get(broadcast.topic());
    Format[] formats = before == null ? NO_FORMATS : before.formats();
    Delivery delivery = new Delivery(broadcast, from, formats); // May throw, so it comes first.
    BroadcastResult sent = adapter.broadcast(broadcast);
    return switch (sent) {
      case BroadcastResult.Ok _, BroadcastResult.LocalOnly _ -> {
        Topic topic = topics.get(broadcast.topic()); // Sending may have taken a while.
        BroadcastResult here = topic == null ? sent : deliver(topic, delivery);
        yield here instanceof BroadcastResult.Failed ? here : sent;
      }
      case BroadcastResult.Failed(String reason) -> {
        emit(new PubSubEvent.AdapterFailed(broadcast.topic(), reason));
        yield sent;
      }
    };
  }

  /** Sends to the subscribers of this node. */
  public BroadcastResult localBroadcast(Broadcast broadcast) {
    return localBroadcastFrom(null, broadcast);
  }

  /** As {@link #localBroadcast}, leaving out one subscriber; null leaves out nobody. */
  public BroadcastResult localBroadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
    counts.broadcasts.increment();
    return localBroadcast(from, broadcast, /* received= */ false);
  }

  private BroadcastResult localBroadcast(
      @Nullable Subscriber from, Broadcast broadcast, boolean received) {
    long start = tracers.begin();
    Topic topic = topics.get(broadcast.topic());
    BroadcastResult result =
        topic == null
            ? BroadcastResult.ok()
            : deliver(topic, new Delivery(broadcast, from, topic.formats()));
    if (start != Tracers.NOBODY) {
      int subscribers = topic == null ? 0 : topic.count();
      tracers.broadcast(broadcast, from, received, result, subscribers, start);
    }
    return result;
  }

  private BroadcastResult deliver(Topic topic, Delivery delivery) {
    BroadcastResult result = BroadcastResult.ok();
    for (int i = 0; i < topic.partitions(); i++) {
      Members members = topic.members(i);
      if (members != null) {
        try {
          partitions.get(i).thread.execute(new Batch(members, this, delivery));
        } catch (RejectedExecutionException e) {
          emit(new PubSubEvent.PartitionFull(topic.name));
          result = BroadcastResult.failed("the queue of a partition is full or has stopped");
        }
      }
    }
    return result;
  }

  /** Sends to the subscribers of one node, which may be this one; see {@link Adapter}. */
  public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
    return adapter.directBroadcast(node, broadcast);
  }

  /** How much went through it. */
  public PubSubCounts counts() {
    return counts;
  }

  /** How many topics have subscribers on this node, at this moment. */
  public long topicCount() {
    return topics.mappingCount();
  }

  /** The topics that have subscribers on this node, at this moment, in no order. */
  public List<String> topics() {
    return new ArrayList<>(topics.keySet());
  }

  /** How many subscriptions a topic has on this node. */
  public int count(String topic) {
    Topic entry = topics.get(topic);
    return entry == null ? 0 : entry.count();
  }

  /**
   * The subscriptions of a topic on this node, for people to look at: right or a moment old, and
   * while some end, another one may be missing or listed twice.
   */
  public List<Subscription> subscriptions(String topic) {
    Topic entry = topics.get(topic);
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; entry != null && i < entry.partitions(); i++) {
      Members members = entry.members(i);
      if (members != null) {
        all.addAll(members.snapshot());
      }
    }
    return all;
  }

  void emit(PubSubEvent event) {
    listeners.tell(event);
  }

  /** Closes the adapter. Subscribers get nothing more from other nodes. */
  @Override
  public void close() {
    adapter.close();
  }
}
