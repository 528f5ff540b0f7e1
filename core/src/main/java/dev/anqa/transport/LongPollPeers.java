package dev.anqa.transport;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.pubsub.Subscription;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The ways to the sessions of other nodes: sends a request to the session's private topic on its
 * node, and listens on a topic of this node's own for the answers. A session that does not answer
 * within the timeout is gone. Any thread may call.
 *
 * <p>Ports the routing of {@code lib/phoenix/transports/long_poll.ex}. Differs in: the request goes
 * to one node, not to all of them; the answers come on one topic for all requests.
 */
final class LongPollPeers {
  /** Answers that may wait to be handed on, which takes next to no time. */
  private static final int QUEUE = 65_536;

  private final String topic;
  private final LongPollSettings settings;
  private final SocketRuntime runtime;
  private final AtomicLong ids = new AtomicLong();
  private final ConcurrentHashMap<Long, LongPollCall<?>> calls = new ConcurrentHashMap<>();

  /** Null until the first request, so that a node that is alone has none; guarded by this. */
  private @Nullable Subscription answers;

  private boolean closed; // Guarded by this.

  /**
   * Makes one.
   *
   * @param topic for the answers, nobody else's
   */
  LongPollPeers(String topic, LongPollSettings settings, SocketRuntime runtime) {
    this.topic = topic;
    this.settings = settings;
    this.runtime = runtime;
  }

  /** The way to a session that is not of this endpoint. */
  LongPollRoute route(LongPollToken token) {
    return new LongPollRoute() {
      @Override
      public CompletableFuture<Polled> poll() {
        return LongPollPeers.this.poll(token);
      }

      @Override
      public CompletableFuture<Published> publish(List<Frame> frames) {
        return LongPollPeers.this.publish(token, frames);
      }
    };
  }

  private CompletableFuture<LongPollRoute.Polled> poll(LongPollToken token) {
    LongPollCall.Poll call = new LongPollCall.Poll(settings, runtime.time());
    LongPollSignal.Sender sender = sender();
    long id = ids.incrementAndGet();
    var _ =
        call.answer.whenComplete((_, _) -> {
          if (call.answer.isCancelled()) {
            elsewhere(() -> send(token, new LongPollSignal.Withdraw(id, sender)));
          }
        });
    begin(id, call, token, new LongPollSignal.Poll(id, sender));
    return call.answer;
  }

  private CompletableFuture<LongPollRoute.Published> publish(
      LongPollToken token, List<Frame> frames) {
    LongPollCall.Publish call = new LongPollCall.Publish(settings, runtime.time());
    long id = ids.incrementAndGet();
    begin(id, call, token, new LongPollSignal.Publish(id, sender(), frames));
    return call.answer;
  }

  private void begin(
      long id, LongPollCall<?> call, LongPollToken token, LongPollSignal.Request request) {
    calls.put(id, call);
    var _ = call.answer.whenComplete((_, _) -> calls.remove(id));
    call.begin();
    if (!listen() || !send(token, request)) {
      call.gone();
    }
  }

  private LongPollSignal.Sender sender() {
    return new LongPollSignal.Sender(runtime.pubsub().nodeName(), topic);
  }

  private boolean send(LongPollToken token, LongPollSignal.Request request) {
    Broadcast broadcast =
        new Broadcast(token.topic(), LongPollRequests.EVENT, LongPollCodec.encode(request));
    return runtime.pubsub().directBroadcast(token.node(), broadcast) instanceof BroadcastResult.Ok;
  }

  private void elsewhere(Runnable task) {
    try {
      runtime.callbacks().execute(task);
    } catch (RejectedExecutionException e) {
      return; // The endpoint has stopped; the poll ends with its window.
    }
  }

  private synchronized boolean listen() {
    if (answers == null && !closed) {
      answers = runtime.pubsub().subscribe(topic, QUEUE, this::answered);
    }
    return !closed;
  }

  private void answered(Broadcast broadcast) {
    try {
      LongPollSignal signal = LongPollCodec.decode(broadcast.payload());
      LongPollCall<?> call = calls.get(signal.id());
      if (call != null && signal instanceof LongPollSignal.Answer answer) {
        call.answered(answer);
      }
    } catch (IllegalArgumentException e) {
      runtime
          .telemetry()
          .emit(new TelemetryEvent.PubSubFailed(new PubSubEvent.ReceivedUnfit(topic, e)));
    }
  }

  /** The endpoint stops: requests that wait are answered, and no answer is expected any more. */
  void close() {
    Subscription open;
    synchronized (this) {
      closed = true;
      open = answers;
      answers = null;
    }
    if (open != null) {
      open.close();
    }
    calls.values().forEach(LongPollCall::late);
  }
}
