package dev.anqa.tracker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * One replica's entries at one of its clocks: everything the replica did up to the clock has been
 * seen, and nothing it did later.
 */
final class ReplicaState {
  private final ReplicaId id;
  private final History history;

  /** By dot. */
  private final TreeMap<Long, TrackerEntry> entries = new TreeMap<>();

  /** How many changes of the replica have been seen. */
  private long clock;

  /** Up to which change {@link #takeUnsent} has told them. */
  private long sent;

  /** Whether the entries may be seen; a replica that is down keeps them, hidden. */
  private boolean up = true;

  ReplicaState(ReplicaId id, int maxHistory) {
    this.id = id;
    this.history = new History(maxHistory);
  }

  ReplicaId id() {
    return id;
  }

  long clock() {
    return clock;
  }

  boolean isUp() {
    return up;
  }

  void up(boolean up) {
    this.up = up;
  }

  /** All entries, by ascending dot. */
  List<TrackerEntry> entries() {
    return List.copyOf(entries.values());
  }

  int size() {
    return entries.size();
  }

  int historySize() {
    return history.size();
  }

  // For the replica of this node, which alone makes changes.

  /** The number of the next change. */
  long tick() {
    return ++clock;
  }

  void add(TrackerEntry entry) {
    entries.put(entry.dot(), entry);
  }

  void remove(TrackerEntry entry) {
    entries.remove(entry.dot());
    history.removed(entry.dot());
  }

  /** Whether there are changes that {@link #takeUnsent} has not returned. */
  boolean hasUnsent() {
    return clock > sent;
  }

  /** What happened since the last call. */
  Delta takeUnsent() {
    Delta unsent = since(sent);
    sent = clock;
    return unsent;
  }

  // For any replica.

  /**
   * What somebody has to merge who has seen this replica up to a clock: the least that this node
   * knows to be enough, or everything if that is not more. Who merges it can be told from there on
   * next time.
   */
  Delta since(long seen) {
    Delta delta = lacking(seen);
    history.close(clock);
    return delta;
  }

  private Delta lacking(long seen) {
    long from = history.stepAt(seen);
    if (from > 0) {
      List<Long> removed = history.removedSince(from);
      List<TrackerEntry> added = new ArrayList<>(entries.tailMap(from, false).values());
      if (removed.size() + added.size() < entries.size()) {
        return new Delta(id, from, clock, added, removed);
      }
    }
    return new Delta(id, 0, clock, entries(), List.of());
  }

  /**
   * Moves on to the end of a delta that starts at or before the clock and ends after it.
   *
   * @return what joined and left, whether it can be seen or not
   */
  Diff apply(Delta delta) {
    List<TrackerEntry> leaves = new ArrayList<>();
    for (long dot : delta.removed()) {
      TrackerEntry entry = entries.remove(dot);
      if (entry != null) {
        leaves.add(entry);
      }
    }
    Set<Long> still = new HashSet<>();
    List<TrackerEntry> joins = new ArrayList<>();
    for (TrackerEntry entry : delta.added()) {
      if (entry.dot() > clock) {
        joins.add(entry);
      } else {
        still.add(entry.dot());
      }
    }
    for (Iterator<TrackerEntry> known = knownSince(delta.from()); known.hasNext(); ) {
      TrackerEntry entry = known.next();
      if (!still.contains(entry.dot())) {
        known.remove();
        leaves.add(entry);
      }
    }
    leaves.forEach(entry -> history.removed(entry.dot()));
    joins.forEach(this::add);
    clock = delta.to();
    history.close(clock);
    return new Diff(joins, leaves);
  }

  private Iterator<TrackerEntry> knownSince(long from) {
    return entries.tailMap(from, false).values().iterator();
  }
}
