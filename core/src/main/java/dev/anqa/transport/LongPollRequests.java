package dev.anqa.transport;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.LongPollRoute.Polled;
import dev.anqa.transport.LongPollSignal.Sender;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the private topic of a session for requests that came to other nodes, and answers them
 * as if they had come to this one. Touched on the session's loop only.
 */
final class LongPollRequests implements Subscriber {
  /** The event of all broadcasts between nodes. */
  static final String EVENT = "phx_lp";

  private final LongPollSession session;
  private final String topic;
  private final SocketRuntime runtime;

  /** The newest poll and its answer, which may be there already; null before the first. */
  private LongPollSignal.@Nullable Poll poll;

  private @Nullable CompletableFuture<Polled> polled;

  LongPollRequests(LongPollSession session, String topic, SocketRuntime runtime) {
    this.session = session;
    this.topic = topic;
    this.runtime = runtime;
  }

  @Override
  public void deliver(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      try {
        if (LongPollCodec.decode(batch.broadcast(i).payload())
            instanceof LongPollSignal.Request r) {
          take(r);
        }
      } catch (IllegalArgumentException e) { // Of another version, or not from us at all.
        runtime
            .telemetry()
            .emit(new TelemetryEvent.PubSubFailed(new PubSubEvent.ReceivedUnfit(topic, e)));
      }
    }
  }

  private void take(LongPollSignal.Request request) {
    switch (request) {
      case LongPollSignal.Poll asked -> poll(asked);
      case LongPollSignal.Withdraw(long id, Sender sender) -> withdraw(id, sender);
      case LongPollSignal.Publish(long id, Sender sender, var frames) -> {
        answer(sender, new LongPollSignal.Taken(id));
        var _ =
            session
                .publish(frames)
                .thenAccept(outcome -> answer(sender, new LongPollSignal.Published(id, outcome)));
      }
    }
  }

  private void poll(LongPollSignal.Poll asked) {
    answer(asked.sender(), new LongPollSignal.Taken(asked.id()));
    CompletableFuture<Polled> answer = session.poll();
    poll = asked;
    polled = answer;
    var _ =
        answer.thenAccept(result -> {
          switch (result) {
            case Polled.Messages(List<byte[]> messages) ->
                send(
                    asked.sender(),
                    new LongPollSignal.Messages(asked.id(), messages),
                    () -> session.restore(messages));
            case Polled.Gone _ -> answer(asked.sender(), new LongPollSignal.Gone(asked.id()));
          }
        });
  }

  private void withdraw(long id, Sender sender) {
    if (poll != null && polled != null && poll.id() == id && poll.sender().equals(sender)) {
      polled.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  private void answer(Sender sender, LongPollSignal.Answer answer) {
    send(sender, answer, () -> {}); // Whoever misses it has a timeout.
  }

  /** Sends on another thread, since the way to a node may be a slow one. */
  private void send(Sender sender, LongPollSignal.Answer answer, Runnable failed) {
    Broadcast broadcast = new Broadcast(sender.topic(), EVENT, LongPollCodec.encode(answer));
    try {
      runtime
          .callbacks()
          .execute(() -> {
            BroadcastResult result = runtime.pubsub().directBroadcast(sender.node(), broadcast);
            if (result instanceof BroadcastResult.Failed) {
              failed.run();
            }
          });
    } catch (RejectedExecutionException e) { // The endpoint has stopped.
      failed.run();
    }
  }
}
