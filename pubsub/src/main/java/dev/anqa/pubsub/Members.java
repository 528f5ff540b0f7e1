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
  private int size;

  void add(Subscription subscription) {
    if (subscription.closed) {
      return;
    }
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    subscription.position = size;
    entries[size++] = subscription;
  }

  /** Takes it out; the last one moves to its place. */
  void remove(Subscription subscription) {
    int position = subscription.position;
    if (position < 0) {
      return; // It was closed before it was entered.
    }
    subscription.position = -1;
    Subscription last = entries[--size];
    entries[size] = null;
    if (last != null && last != subscription) {
      entries[position] = last;
      last.position = position;
    }
  }

  void deliver(Batch batch, PubSub pubsub) {
    for (int i = 0; i < size; i++) {
      Subscription entry = entries[i];
      if (entry == null) {
        continue;
      }
      try {
        entry.subscriber.deliver(batch);
      } catch (RuntimeException e) {
        pubsub.emit(new PubSubEvent.SubscriberFailed(entry.topic(), e));
      }
    }
  }

  List<Subscription> snapshot() {
    List<Subscription> all = new ArrayList<>();
    for (Subscription entry : entries) {
      if (entry != null) {
        all.add(entry);
      }
    }
    return all;
  }
}
