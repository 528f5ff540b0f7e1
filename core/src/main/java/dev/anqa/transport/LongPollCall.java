package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.transport.LongPollRoute.Polled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request that is with another node: first until that node says that it has the session, then
 * until the session answers. Any thread may call.
 *
 * @param <T> the answer
 */
abstract sealed class LongPollCall<T> {
  /** For a poll. */
  static final class Poll extends LongPollCall<Polled> {
    Poll(LongPollSettings settings, Time time) {
      super(settings, time);
    }

    @Override
    void answered(LongPollSignal.Answer signal) {
      switch (signal) {
        case LongPollSignal.Taken _ -> taken();
        case LongPollSignal.Messages(_, List<byte[]> messages) ->
            answer.complete(new Polled.Messages(messages));
        case LongPollSignal.Gone _ -> gone();
        case LongPollSignal.Published _ -> {} // Not what was asked.
      }
    }

    @Override
    void gone() {
      answer.complete(Polled.GONE);
    }

    @Override
    void late() {
      answer.complete(Polled.NOTHING);
    }
  }

  /** For a POST. */
  static final class Publish extends LongPollCall<LongPollRoute.Published> {
    Publish(LongPollSettings settings, Time time) {
      super(settings, time);
    }

    @Override
    void answered(LongPollSignal.Answer signal) {
      switch (signal) {
        case LongPollSignal.Taken _ -> taken();
        case LongPollSignal.Published(_, LongPollRoute.Published outcome) ->
            answer.complete(outcome);
        case LongPollSignal.Gone _ -> gone();
        case LongPollSignal.Messages _ -> {} // Not what was asked.
      }
    }

    @Override
    void gone() {
      answer.complete(LongPollRoute.Published.GONE);
    }

    @Override
    void late() {
      answer.complete(LongPollRoute.Published.TIMEOUT);
    }
  }

  final CompletableFuture<T> answer = new CompletableFuture<>();
  private final LongPollSettings settings;
  private final Time time;

  /** What happens if no more comes; null before the beginning. Guarded by this. */
  private Time.@Nullable Timer timer;

  private LongPollCall(LongPollSettings settings, Time time) {
    this.settings = settings;
    this.time = time;
    var _ = answer.whenComplete((_, _) -> cancelTimer());
  }

  /** An answer came. */
  abstract void answered(LongPollSignal.Answer signal);

  /** There is no such session. */
  abstract void gone();

  /** The session takes longer than it may. */
  abstract void late();

  /** The request is on its way. */
  void begin() {
    expect(settings.pubsubTimeout(), this::gone);
  }

  /** The session has the request, and its window to answer. */
  final void taken() {
    expect(settings.window().plus(settings.pubsubTimeout()), this::late);
  }

  private synchronized void expect(Duration time, Runnable otherwise) {
    cancelTimer();
    if (!answer.isDone()) {
      timer = this.time.after(time, otherwise);
    }
  }

  private synchronized void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
