package dev.anqa.pubsub;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A topic that has subscribers. {@link #add} and {@link #remove} are called while the registry
 * holds its entry, so one at a time; the rest is read by any thread.
 */
final class Topic {
  final String name;

  /** By {@link Partition#index}; an entry is null while that partition has no subscriber. */
  private volatile AtomicReferenceArray<@Nullable Members> members = new AtomicReferenceArray<>(1);

  /** The formats of its subscribers, each once; never changed in place. */
  private volatile Format[] formats = {};

  /** How many subscribers have the format at the same index. */
  private int[] formatCounts = {};

  /** How many subscriptions the partition at an index has, entered or about to be. */
  private int[] counts = {};

  private volatile int count;

  Topic(String name) {
    this.name = name;
  }

  /** All subscriptions, those included that are about to be entered. */
  int count() {
    return count;
  }

  Format[] formats() {
    return formats;
  }

  int partitions() {
    return members.length();
  }

  @Nullable Members members(int partition) {
    AtomicReferenceArray<@Nullable Members> now = members;
    return partition < now.length() ? now.get(partition) : null;
  }

  /** Counts one more in, and makes its list if it is the partition's first. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // One writer at a time.
  void add(int partition, @Nullable Format format) {
    count++;
    if (partition >= counts.length) {
      counts = Arrays.copyOf(counts, partition + 1);
      AtomicReferenceArray<@Nullable Members> grown = new AtomicReferenceArray<>(partition + 1);
      for (int i = 0; i < members.length() && i <= partition; i++) {
        grown.set(i, members.get(i));
      }
      members = grown;
    }
    if (counts[partition]++ == 0) {
      members.set(partition, new Members());
    }
    if (format != null) {
      countFormat(format, 1);
    }
  }

  /** Counts one out. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // One writer at a time.
  void remove(int partition, @Nullable Format format) {
    count--;
    if (--counts[partition] == 0) {
      members.set(partition, null);
    }
    if (format != null) {
      countFormat(format, -1);
    }
  }

  private void countFormat(Format format, int change) {
    int at = 0;
    while (at < formats.length && formats[at] != format) {
      at++;
    }
    if (at == formats.length) {
      formatCounts = Arrays.copyOf(formatCounts, at + 1);
      Format[] grown = Arrays.copyOf(formats, at + 1);
      grown[at] = format;
      formats = grown;
    }
    formatCounts[at] += change;
    if (formatCounts[at] == 0) {
      formats = without(formats, at);
      int[] left = new int[formatCounts.length - 1];
      System.arraycopy(formatCounts, 0, left, 0, at);
      System.arraycopy(formatCounts, at + 1, left, at, left.length - at);
      formatCounts = left;
    }
  }

  private static Format[] without(Format[] all, int at) {
    Format[] left = new Format[all.length - 1];
    System.arraycopy(all, 0, left, 0, at);
    System.arraycopy(all, at + 1, left, at, left.length - at);
    return left;
  }
}
