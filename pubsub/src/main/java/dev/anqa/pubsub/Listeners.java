package dev.anqa.pubsub;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who are told what happens. One that comes later is told first whether the way to other
 * nodes is open, if the adapter has said so. Any thread may call.
 */
final class Listeners {
  private final CopyOnWriteArrayList<Consumer<? super PubSubEvent>> all =
      new CopyOnWriteArrayList<>();

  /** What the adapter said last of its way; null before it said anything. */
  private volatile @Nullable PubSubEvent way;

  void add(Consumer<? super PubSubEvent> listener) {
    all.add(listener); // First, so that nothing happens in between: rather twice than not at all.
    PubSubEvent told = null;
    PubSubEvent last = way;
    while (last != null && !last.equals(told)) { // It may change while it is told.
      tell(listener, last);
      told = last;
      last = way;
    }
  }

  void remove(Consumer<? super PubSubEvent> listener) {
    all.remove(listener);
  }

  void tell(PubSubEvent event) {
    if (isOfTheWay(event)) {
      way = event;
    }
    for (Consumer<? super PubSubEvent> listener : all) {
      tell(listener, event);
    }
  }

  /** Whether the adapter did not say last that its way is closed. */
  boolean isWayOpen() {
    return !(way instanceof PubSubEvent.FromAdapter(AdapterEvent.Disconnected _));
  }

  private static boolean isOfTheWay(PubSubEvent event) {
    return event instanceof PubSubEvent.FromAdapter(AdapterEvent told)
        && (told instanceof AdapterEvent.Connected || told instanceof AdapterEvent.Disconnected);
  }

  private void tell(Consumer<? super PubSubEvent> listener, PubSubEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      all.remove(listener); // What it does must not keep a broadcast from the others.
    }
  }
}
