package dev.anqa.pubsub;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast, or several in a row, of one topic, on their way to the subscribers of one
 * partition.
 *
 * <p>It is the partition's task, and is touched on its thread only from the moment it runs. A
 * partition that finds another batch of the same topic right behind may {@link #absorb} it, so that
 * each subscriber is served once for all of them.
 */
public final class Batch implements Runnable {
  private final Members members;
  private final PubSub pubsub;
  private final Delivery first;

  /** All deliveries, the first included; null while there is only that. */
  private @Nullable List<Delivery> all;

  /** What {@link #encoded(Format)} joined, by format; null until then. */
  private @Nullable IdentityHashMap<Format, Encoded> joined;

  Batch(Members members, PubSub pubsub, Delivery first) {
    this.members = members;
    this.pubsub = pubsub;
    this.first = first;
  }

  /** How many broadcasts these are; at least one. */
  public int size() {
    return all == null ? 1 : all.size();
  }

  /** The broadcast at an index below {@link #size}. */
  public Broadcast broadcast(int index) {
    return delivery(index).broadcast;
  }

  /** Who is left out of the broadcast at an index below {@link #size}; null for nobody. */
  public @Nullable Subscriber from(int index) {
    return delivery(index).from;
  }

  /** The broadcast at an index below {@link #size}, in a format; the same object for everybody. */
  public Encoded encoded(int index, Format format) {
    return delivery(index).encoded(format);
  }

  /** All broadcasts in a format, as one; the same object for everybody. */
  public Encoded encoded(Format format) {
    List<Delivery> several = all;
    if (several == null) {
      return first.encoded(format);
    }
    if (joined == null) {
      joined = new IdentityHashMap<>(2);
    }
    Encoded known = joined.get(format);
    if (known == null) {
      List<Encoded> parts = new ArrayList<>(several.size());
      for (Delivery delivery : several) {
        parts.add(delivery.encoded(format));
      }
      known = format.join(parts);
      joined.put(format, known);
    }
    return known;
  }

  /**
   * Takes over the work of the task queued right behind this one, before this one runs.
   *
   * @return false, and nothing happened, if that is no batch of the same topic
   */
  public boolean absorb(@Nullable Runnable next) {
    if (!(next instanceof Batch batch) || batch.members != members) {
      return false;
    }
    if (all == null) {
      all = new ArrayList<>();
      all.add(first);
    }
    for (int i = 0; i < batch.size(); i++) {
      all.add(batch.delivery(i));
    }
    return true;
  }

  /** For the partition: hands this to each subscriber. */
  @Override
  public void run() {
    members.deliver(this, pubsub);
  }

  private Delivery delivery(int index) {
    return all == null ? first : all.get(index);
  }
}
