package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.transport.LongPollRoute.Published;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a client sent and its session has not taken, because it does not want to be given more at
 * the moment. Touched on the session's loop only.
 *
 * <p>Each POST waits at most the window, then what is left of it is dropped; and all together hold
 * at most {@value #MAX_WAITING_BYTES} bytes and one POST, as they are in memory already.
 */
final class LongPollInbox {
  private static final int MAX_WAITING_BYTES = 1 << 20;

  private final Consumer<Frame> receiver;
  private final Executor loop;

  /** Not handed over in full. */
  private final ArrayDeque<Post> posts = new ArrayDeque<>();

  /** Handed over, and to be acknowledged unless that turns out to have ended the session. */
  private final ArrayDeque<Post> taken = new ArrayDeque<>();

  private long waitingBytes;
  private boolean reading = true;

  /** Whether messages are being handed over: the session may change its mind about more of them. */
  private boolean pumping;

  /** The messages of one request. */
  private static final class Post {
    final List<Frame> frames;
    final CompletableFuture<Published> answer;
    final long bytes;

    /** The first that was not taken yet. */
    int next;

    Post(List<Frame> frames, CompletableFuture<Published> answer) {
      this.frames = frames;
      this.answer = answer;
      this.bytes = frames.stream().mapToLong(FrameBytes::size).sum();
    }
  }

  /**
   * An empty one.
   *
   * @param receiver takes messages one by one
   * @param loop runs a task behind those that the receiver gave it
   */
  LongPollInbox(Consumer<Frame> receiver, Executor loop) {
    this.receiver = receiver;
    this.loop = loop;
  }

  /** Takes in a POST; it may be handed over at once. */
  void add(List<Frame> frames, CompletableFuture<Published> answer, Duration window, Time time) {
    Post post = new Post(frames, answer);
    if (waitingBytes > MAX_WAITING_BYTES) {
      answer.complete(Published.TIMEOUT);
      return;
    }
    posts.add(post);
    waitingBytes += post.bytes;
    pump();
    if (post.next < frames.size() && !answer.isDone()) {
      Time.Timer timer = time.after(window, () -> answer.complete(Published.TIMEOUT));
      var _ = answer.whenComplete((_, _) -> timer.cancel());
    }
  }

  /** Whether the session wants to be given messages. */
  void reading(boolean on) {
    reading = on;
    if (on && !pumping) {
      pump();
    }
  }

  private void pump() {
    pumping = true;
    while (reading && !posts.isEmpty()) {
      Post post = posts.getFirst();
      if (post.answer.isDone() || post.next == post.frames.size()) {
        posts.removeFirst();
        waitingBytes -= post.bytes;
        taken.add(post);
        loop.execute(this::acknowledge);
      } else {
        receiver.accept(post.frames.get(post.next++));
      }
    }
    pumping = false;
  }

  private void acknowledge() {
    Post post = taken.poll();
    if (post != null) {
      post.answer.complete(Published.TAKEN);
    }
  }

  /** The end: nothing more is handed over. */
  void end() {
    reading = false;
    taken.addAll(posts);
    posts.clear();
    for (Post post = taken.poll(); post != null; post = taken.poll()) {
      post.answer.complete(Published.TIMEOUT);
    }
  }
}
