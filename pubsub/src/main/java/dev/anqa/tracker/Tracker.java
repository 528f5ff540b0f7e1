package dev.anqa.tracker;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.pubsub.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is on which topic, on all nodes; Phoenix's {@code Phoenix.Tracker}.
 *
 * <p>Each node tracks its own and tells the others through {@link PubSub}; lists are answered from
 * memory. Nodes that cannot reach each other go on, each with what it knows, and agree again by
 * themselves. See the package for how.
 *
 * <p>An entry belongs to an owner on this node: a channel, a connection, anything with an identity.
 * It stays until it is untracked or its owner is; so whoever tracks must see to it that {@link
 * #ended} is called when the owner ends, and nothing is tracked for it after that.
 *
 * <p>Any thread may call. Those that change something wait until a shard has done it and its {@link
 * DiffHandler} has seen it, so they are not for event loops; {@link #ended} and the lists are.
 */
public final class Tracker implements AutoCloseable {
  private final PubSub pubsub;
  private final TrackerOptions options;
  private final Consumer<PubSubEvent> reunion = this::happened;
  private final List<TrackerShard> shards = new ArrayList<>();
  private final CopyOnWriteArrayList<Consumer<? super TrackerEvent>> listeners =
      new CopyOnWriteArrayList<>();

  private Tracker(PubSub pubsub, TrackerOptions options) {
    this.pubsub = pubsub;
    this.options = options;
  }

  /**
   * Starts a tracker.
   *
   * @param pubsub the way to the trackers of this name on other nodes
   * @param time what heartbeats and silences are measured with
   * @param handler what is done about changes
   * @throws IllegalArgumentException if the periods do not fit together
   */
  public static Tracker start(
      PubSub pubsub, Time time, TrackerOptions options, DiffHandler handler) {
    Tracker tracker = new Tracker(pubsub, options.checked());
    tracker.startShards(time, handler);
    return tracker;
  }

  private void startShards(Time time, DiffHandler handler) {
    long quarter = options.broadcastPeriod().toNanos() / 4;
    for (int i = 0; i < options.shards(); i++) {
      String topic = "phx_presence:" + options.name() + "_shard" + i;
      TrackerShard shard = new TrackerShard(topic, pubsub, time, options, handler, this::emit);
      shards.add(shard);
      shard.tickAfter(Duration.ofNanos(options.random().nextLong(quarter + 1)));
    }
    pubsub.listen(reunion);
  }

  private void happened(PubSubEvent event) {
    if (event instanceof PubSubEvent.FromAdapter(var told)
        && (told instanceof AdapterEvent.PartitionHealed
            || told instanceof AdapterEvent.Connected)) {
      shards.forEach(TrackerShard::reunite);
    }
  }

  /**
   * Tracks an owner on a topic under a key.
   *
   * @param owner whose entry it is; compared by {@code equals}
   * @param meta what others shall know: a JSON object of at most 1 MiB
   * @return the entry; empty if the owner is tracked there already, which stays as it is
   * @throws IllegalArgumentException if the meta is no JSON object or too large, or topic or key is
   *     longer than 65,535 bytes
   * @throws IllegalStateException if the tracker is closed, or called by a {@link DiffHandler}
   * @throws RejectedExecutionException if more calls wait than a shard's mailbox holds
   */
  public Optional<TrackerEntry> track(Object owner, String topic, String key, Payload meta) {
    Objects.requireNonNull(owner, "owner");
    TrackerEntry.checkName("topic", topic);
    TrackerEntry.checkName("key", key);
    TrackerEntry.checkMeta(meta);
    return shard(topic).call(new Signal.Track(owner, topic, key, meta));
  }

  /**
   * Gives an entry another meta, and so another ref.
   *
   * @return the entry as it is now; empty if there is none
   * @throws IllegalArgumentException if the meta is no JSON object or too large
   * @throws IllegalStateException as {@link #track}
   * @throws RejectedExecutionException as {@link #track}
   */
  public Optional<TrackerEntry> update(Object owner, String topic, String key, Payload meta) {
    TrackerEntry.checkMeta(meta);
    return update(owner, topic, key, _ -> meta);
  }

  /**
   * Gives an entry a meta that is made of what it is now; nothing comes between.
   *
   * @param meta makes the new meta; called on the shard's thread, must not block. What it throws
   *     comes out here, and the entry stays as it was
   * @return the entry as it is now; empty if there is none
   * @throws IllegalArgumentException if the meta is no JSON object or too large
   * @throws IllegalStateException as {@link #track}
   * @throws RejectedExecutionException as {@link #track}
   */
  public Optional<TrackerEntry> update(
      Object owner, String topic, String key, Function<? super TrackerEntry, Payload> meta) {
    return shard(topic).call(new Signal.Update(owner, topic, key, meta));
  }

  /**
   * Ends an entry, if it is there.
   *
   * @throws IllegalStateException as {@link #track}
   * @throws RejectedExecutionException as {@link #track}
   */
  public void untrack(Object owner, String topic, String key) {
    shard(topic).call(new Signal.Untrack(owner, topic, key));
  }

  /**
   * Ends all entries of an owner.
   *
   * @throws IllegalStateException as {@link #track}
   * @throws RejectedExecutionException as {@link #track}
   */
  public void untrack(Object owner) {
    shards.forEach(shard -> shard.call(new Signal.UntrackAll(owner)));
  }

  /** Ends all entries of an owner that is no more, without waiting; never refused. */
  public void ended(Object owner) {
    shards.forEach(shard -> shard.ended(owner));
  }

  /**
   * Who is on a topic, on all nodes that are there, at this moment: one item for each owner and
   * key, ordered by key, and under one key by node and age. Does not wait.
   */
  public List<TrackerEntry> list(String topic) {
    return shard(topic).index().list(topic);
  }

  /**
   * As {@link #list(String)}, of some keys only.
   *
   * @param after the key behind which they begin; null for the first
   * @param keys at most so many, each with all its entries
   */
  public List<TrackerEntry> list(String topic, @Nullable String after, int keys) {
    return shard(topic).index().list(topic, after, keys);
  }

  /** How many keys there are on a topic. Walks over its entries, and does not wait. */
  public int keys(String topic) {
    return shard(topic).index().keys(topic);
  }

  /** How many entries there are, on all topics, of all nodes that are there. Does not wait. */
  public int size() {
    return shards.stream().mapToInt(shard -> shard.index().size()).sum();
  }

  /** As {@link #list}, under one key. Phoenix's {@code get_by_key}. */
  public List<TrackerEntry> getByKey(String topic, String key) {
    return shard(topic).index().list(topic, key);
  }

  /**
   * Tells a listener of all {@link TrackerEvent}s, on the threads they happen on. One that throws
   * is not told anything more.
   */
  public void listen(Consumer<? super TrackerEvent> listener) {
    listeners.add(listener);
  }

  private void emit(TrackerEvent event) {
    for (Consumer<? super TrackerEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        listeners.remove(listener); // Nobody is left to tell it to.
      }
    }
  }

  private TrackerShard shard(String topic) {
    return shards.get(Math.floorMod(topic.hashCode(), shards.size())); // Equal on all nodes.
  }

  /**
   * Ends the tracker and tells the other nodes that this one will not come back, so that they drop
   * its entries at once instead of after the down period. Phoenix's {@code graceful_permdown}.
   */
  public void gracefulPermdown() {
    close(/* goodbye= */ true);
  }

  /**
   * Ends the tracker. Entries that have been untracked are gone on other nodes too; those that have
   * not are hidden there after the down period, unless {@link TrackerOptions#permdownOnShutdown} is
   * on. Does nothing a second time.
   */
  @Override
  public void close() {
    close(options.permdownOnShutdown());
  }

  private void close(boolean goodbye) {
    pubsub.unlisten(reunion);
    shards.stream().map(shard -> shard.close(goodbye)).toList().forEach(Tracker::await);
  }

  private static void await(CompletableFuture<?> done) {
    done.handle((_, _) -> true).join(); // Fails if it was closed before.
  }
}
