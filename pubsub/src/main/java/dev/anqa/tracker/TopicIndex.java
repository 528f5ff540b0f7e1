package dev.anqa.tracker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The entries that can be seen, by topic. One thread writes, any thread reads without waiting.
 *
 * <p>A reader sees each entry of a change or not yet; an entry that is updated is never missing.
 */
final class TopicIndex {
  /** Where an entry stands; an update does not move it. */
  private record Slot(String key, ReplicaId replica, long id) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
        Comparator.comparing(Slot::key).thenComparing(Slot::replica).thenComparingLong(Slot::id);

    private static final ReplicaId FIRST = new ReplicaId("", Long.MIN_VALUE);

    static Slot of(TrackerEntry entry) {
      return new Slot(entry.key(), entry.replica(), entry.id());
    }

    static Slot before(String key) {
      return new Slot(key, FIRST, Long.MIN_VALUE);
    }

    @Override
    public int compareTo(Slot other) {
      return ORDER.compare(this, other);
    }
  }

  private final ConcurrentHashMap<String, ConcurrentNavigableMap<Slot, TrackerEntry>> topics =
      new ConcurrentHashMap<>();

  /** How many entries there are; changed by the one thread. */
  private final AtomicInteger size = new AtomicInteger();

  /** Shows the joins, then takes away those of the leaves that no join has replaced. */
  void apply(Diff diff) {
    for (TrackerEntry entry : diff.joins()) {
      var entries = topics.computeIfAbsent(entry.topic(), _ -> new ConcurrentSkipListMap<>());
      if (entries.put(Slot.of(entry), entry) == null) {
        size.incrementAndGet();
      }
    }
    for (TrackerEntry entry : diff.leaves()) {
      topics.computeIfPresent(
          entry.topic(),
          (_, entries) -> {
            if (entries.remove(Slot.of(entry), entry)) {
              size.decrementAndGet();
            }
            return entries.isEmpty() ? null : entries;
          });
    }
  }

  /** The entries of a topic by key, and under one key by node and age. */
  List<TrackerEntry> list(String topic) {
    var entries = topics.get(topic);
    return entries == null ? List.of() : new ArrayList<>(entries.values());
  }

  /** As {@link #list(String)}, of the first keys behind one; null for the first of all. */
  List<TrackerEntry> list(String topic, @Nullable String after, int keys) {
    List<TrackerEntry> found = new ArrayList<>();
    String key = null;
    int seen = 0;
    for (TrackerEntry entry : behind(topic, after)) {
      if (!entry.key().equals(key)) {
        if (++seen > keys) {
          break;
        }
        key = entry.key();
      }
      found.add(entry);
    }
    return found;
  }

  private Collection<TrackerEntry> behind(String topic, @Nullable String after) {
    var entries = topics.get(topic);
    if (entries == null) {
      return List.of();
    }
    // Nothing stands between a string and the same with the least character behind it.
    return after == null ? entries.values() : entries.tailMap(Slot.before(after + '\0')).values();
  }

  /** How many keys a topic has. */
  int keys(String topic) {
    int keys = 0;
    String last = null;
    for (TrackerEntry entry : behind(topic, /* after= */ null)) {
      if (!entry.key().equals(last)) {
        keys++;
        last = entry.key();
      }
    }
    return keys;
  }

  /** The entries of a topic under a key, by node and age. */
  List<TrackerEntry> list(String topic, String key) {
    List<TrackerEntry> found = new ArrayList<>();
    var entries = topics.get(topic);
    if (entries != null) {
      for (TrackerEntry entry : entries.tailMap(Slot.before(key)).values()) {
        if (!entry.key().equals(key)) {
          break;
        }
        found.add(entry);
      }
    }
    return found;
  }

  /** How many entries there are, of all topics. */
  int size() {
    return size.get();
  }

  /** How many topics have entries. */
  int topics() {
    return topics.size();
  }
}
