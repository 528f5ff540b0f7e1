package dev.anqa.pubsub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one topic in one partition. Changed and served on the partition's thread only;
 * other threads may take a {@link #snapshot}, which is right or a moment old.
 */
final class Members {
  private @Nullable Subscription[] entries = new Subscription[2];

  /** Places in use; written last, so that who reads it first sees what is in them. */
  private volatile int size;

  /** Whether a batch is being delivered: places must not move. */
  private boolean delivering;

  /** Whether places were emptied meanwhile. */
  private boolean gaps;

  void add(Subscription subscription) {
    if (subscription.removed) {
      return; // It was closed before it could be entered.
    }
    int count = size;
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, count * 2);
    }
    subscription.position = count;
    entries[count] = subscription;
    size = count + 1;
  }

  /** Takes it out; the last one moves to its place. */
  void remove(Subscription subscription) {
    int position = subscription.position;
    if (position < 0) {
      return; // It was never entered.
    }
    subscription.position = -1;
    if (delivering) {
      entries[position] = null;
      gaps = true;
      return;
    }
    int count = size - 1;
    Subscription last = entries[count];
    entries[count] = null;
    if (last != null && last != subscription) {
      entries[position] = last;
      last.position = position;
    }
    size = count;
  }

  /** The subscriptions of one subscriber. */
  List<Subscription> of(Subscriber subscriber) {
    return snapshot().stream().filter(entry -> entry.subscriber == subscriber).toList();
  }

  void deliver(Batch batch, PubSub pubsub) {
    delivering = true;
    int count = size; // Who is added meanwhile gets the next one.
    pubsub.counts().deliveries.add((long) count * batch.size());
    try {
      for (int i = 0; i < count; i++) {
        Subscription entry = entries[i];
        if (entry == null) {
          continue;
        }
        if (entry.abandoned) {
          pubsub.remove(entry);
        } else {
          deliver(batch, entry, pubsub);
        }
      }
    } finally {
      delivering = false;
      if (gaps) {
        closeGaps();
      }
    }
  }

  private static void deliver(Batch batch, Subscription entry, PubSub pubsub) {
    try {
      entry.subscriber.deliver(batch);
    } catch (RuntimeException e) {
      pubsub.emit(new PubSubEvent.SubscriberFailed(entry.topic(), e));
    }
  }

  private void closeGaps() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      Subscription entry = entries[i];
      if (entry != null) {
        entries[kept] = entry;
        entry.position = kept++;
      }
    }
    Arrays.fill(entries, kept, size, null);
    size = kept;
    gaps = false;
  }

  List<Subscription> snapshot() {
    List<Subscription> all = new ArrayList<>(size); // Reads the size first.
    for (Subscription entry : entries) {
      if (entry != null) {
        all.add(entry);
      }
    }
    return all;
  }
}
