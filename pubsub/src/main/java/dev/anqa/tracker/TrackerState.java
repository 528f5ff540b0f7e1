package dev.anqa.tracker;

import dev.anqa.pubsub.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is tracked in the whole cluster, as far as one node has heard: a set that every node changes
 * on its own, and that becomes equal on all nodes once they have told each other their changes.
 *
 * <p>Pure: no thread, no clock, no I/O. Not safe for use by several threads.
 *
 * <p>It is a map from replica to that replica's entries at one of its clocks. Only a replica itself
 * changes its entries, so of two views of it the one with the greater clock holds everything that
 * the other does, and merging is to take that one. {@link Delta}s keep the greater view from being
 * sent as a whole each time.
 *
 * <p>Ports {@code Phoenix.Tracker.State}. Differs in:
 *
 * <ul>
 *   <li>No clouds. There a delta is merged although one before it is missing, and its dots wait in
 *       a cloud for the gap to close. Here it is refused as a {@link Merge.Gap} until a transfer
 *       has closed the gap. So a view is always one that the replica really had, and its changes
 *       are seen in their order, each exactly once; the price is that after a loss (a link that
 *       broke) the next changes are seen one transfer later.
 *   <li>Changes are answered per replica: a transfer carries what the asking node lacks of each,
 *       not one of three generations or everything.
 *   <li>An entry is known by its dot, not by a pid; who it belongs to stays on its node.
 *   <li>Whatever is done in one step takes one clock: an update, or the end of a subscriber with
 *       all its entries. Nobody can see half of it.
 * </ul>
 *
 * @param <S> whom the entries of this node belong to; compared by {@code equals}
 */
final class TrackerState<S> {
  private record Place(String topic, String key) {}

  private final ReplicaState own;
  private final int maxHistory;

  /** The entries of this node, by whom they belong to; nobody here has none. */
  private final Map<S, Map<Place, TrackerEntry>> tracked = new HashMap<>();

  /** The other replicas that were heard and are not forgotten, up or down. */
  private final Map<ReplicaId, ReplicaState> others = new TreeMap<>();

  /**
   * A state without entries.
   *
   * @param self this node's replica, which no other node and no earlier start of this one has had
   * @param maxHistory how many removed entries of a replica are remembered, so that nodes which are
   *     a little behind need not be sent everything
   */
  TrackerState(ReplicaId self, int maxHistory) {
    this.own = new ReplicaState(self, maxHistory);
    this.maxHistory = maxHistory;
  }

  ReplicaId self() {
    return own.id();
  }

  /** The entry of a subscriber of this node; null if there is none. */
  @Nullable TrackerEntry find(S subscriber, String topic, String key) {
    Map<Place, TrackerEntry> places = tracked.get(subscriber);
    return places == null ? null : places.get(new Place(topic, key));
  }

  /** The entries of a subscriber of this node. */
  List<TrackerEntry> find(S subscriber) {
    return List.copyOf(tracked.getOrDefault(subscriber, Map.of()).values());
  }

  /** Adds an entry; null if the subscriber has one there already, which stays as it is. */
  @Nullable TrackerEntry join(S subscriber, String topic, String key, Payload meta) {
    if (find(subscriber, topic, key) != null) {
      return null;
    }
    long dot = own.tick();
    TrackerEntry entry = new TrackerEntry(own.id(), dot, dot, 0, topic, key, meta);
    put(subscriber, entry);
    return entry;
  }

  /** Puts another meta in the place of a subscriber's entry; nothing if there is none. */
  Diff update(S subscriber, String topic, String key, Payload meta) {
    TrackerEntry old = find(subscriber, topic, key);
    if (old == null) {
      return Diff.NONE;
    }
    TrackerEntry entry =
        new TrackerEntry(own.id(), old.id(), own.tick(), old.dot(), topic, key, meta);
    own.remove(old);
    put(subscriber, entry);
    return new Diff(List.of(entry), List.of(old));
  }

  private void put(S subscriber, TrackerEntry entry) {
    own.add(entry);
    tracked
        .computeIfAbsent(subscriber, _ -> new LinkedHashMap<>())
        .put(new Place(entry.topic(), entry.key()), entry);
  }

  /** Removes an entry of a subscriber; nothing if there is none. */
  Diff leave(S subscriber, String topic, String key) {
    TrackerEntry entry = find(subscriber, topic, key);
    if (entry == null) {
      return Diff.NONE;
    }
    tracked.computeIfPresent(
        subscriber,
        (_, places) -> {
          places.remove(new Place(topic, key));
          return places.isEmpty() ? null : places;
        });
    return removeAll(List.of(entry));
  }

  /** Removes all entries of a subscriber. */
  Diff leaveAll(S subscriber) {
    Map<Place, TrackerEntry> places = tracked.remove(subscriber);
    return places == null ? Diff.NONE : removeAll(places.values());
  }

  private Diff removeAll(Collection<TrackerEntry> entries) {
    own.tick();
    entries.forEach(own::remove);
    return new Diff(List.of(), List.copyOf(entries));
  }

  /** Whether there are changes of this node that {@link #takeDelta} has not returned. */
  boolean hasDelta() {
    return own.hasUnsent();
  }

  /** The changes of this node since the last call, to be told to all other nodes. */
  Delta takeDelta() {
    return own.takeUnsent();
  }

  /** Takes in what another node tells about a replica. Merging something twice changes nothing. */
  Merge merge(Delta delta) {
    if (delta.replica().equals(own.id())) {
      return new Merge.Known();
    }
    ReplicaState replica = others.get(delta.replica());
    if (replica == null) {
      return new Merge.Stranger();
    }
    if (delta.to() <= replica.clock()) {
      return new Merge.Known();
    }
    if (delta.from() > replica.clock()) {
      return new Merge.Gap(replica.clock(), delta.from());
    }
    Diff diff = replica.apply(delta);
    return new Merge.Merged(replica.isUp() ? diff : Diff.NONE);
  }

  /** A replica is there, or there again: what is known of it can be seen. */
  Diff replicaUp(ReplicaId id) {
    ReplicaState replica = others.computeIfAbsent(id, _ -> new ReplicaState(id, maxHistory));
    if (replica.isUp()) {
      return Diff.NONE;
    }
    replica.up(true);
    return new Diff(replica.entries(), List.of());
  }

  /** A replica is silent: its entries are kept and hidden. */
  Diff replicaDown(ReplicaId id) {
    ReplicaState replica = others.get(id);
    if (replica == null || !replica.isUp()) {
      return Diff.NONE;
    }
    replica.up(false);
    return new Diff(List.of(), replica.entries());
  }

  /** A replica will not come back: everything about it is forgotten. */
  Diff replicaGone(ReplicaId id) {
    Diff diff = replicaDown(id);
    others.remove(id);
    return diff;
  }

  /**
   * How much of each replica has been seen: of this one, and of those that are up. Others are left
   * out so that nobody is asked again and again for what cannot be had.
   */
  Map<ReplicaId, Long> clocks() {
    Map<ReplicaId, Long> clocks = new TreeMap<>();
    clocks.put(own.id(), own.clock());
    others.values().stream()
        .filter(ReplicaState::isUp)
        .forEach(replica -> clocks.put(replica.id(), replica.clock()));
    return clocks;
  }

  /** What somebody lacks who has seen that much; of replicas that it does not name, nothing. */
  List<Delta> extract(Map<ReplicaId, Long> seen) {
    List<Delta> deltas = new ArrayList<>();
    seen.forEach((id, clock) -> {
      ReplicaState replica = id.equals(own.id()) ? own : others.get(id);
      if (replica != null && replica.clock() > clock) {
        deltas.add(replica.since(clock));
      }
    });
    return deltas;
  }

  /** The entries that can be seen, of all replicas. */
  List<TrackerEntry> entries() {
    List<TrackerEntry> entries = new ArrayList<>(own.entries());
    others.values().stream()
        .filter(ReplicaState::isUp)
        .forEach(replica -> entries.addAll(replica.entries()));
    return entries;
  }

  /** What is known of a replica, seen or hidden; null if nothing. */
  @Nullable ReplicaState replica(ReplicaId id) {
    return id.equals(own.id()) ? own : others.get(id);
  }

  /** How many other replicas are known, up or down. */
  int others() {
    return others.size();
  }
}
