package dev.anqa.pubsub;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A subscriber that is no channel: it has a mailbox of its own, so that it may take its time. */
final class PlainSubscriber implements Subscriber {
  private final Mailbox<Broadcast> mailbox;
  private final PubSub pubsub;

  PlainSubscriber(
      PubSub pubsub, Executor executor, int capacity, Consumer<? super Broadcast> handler) {
    this.pubsub = pubsub;
    this.mailbox = new Mailbox<>(executor, capacity, broadcast -> handle(broadcast, handler));
  }

  private void handle(Broadcast broadcast, Consumer<? super Broadcast> handler) {
    try {
      handler.accept(broadcast);
    } catch (RuntimeException e) {
      pubsub.emit(new PubSubEvent.SubscriberFailed(broadcast.topic(), e));
    }
  }

  @Override
  public void deliver(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.from(i) != this && !mailbox.offer(batch.broadcast(i))) {
        pubsub.emit(new PubSubEvent.SubscriberFull(batch.broadcast(i).topic()));
      }
    }
  }
}
