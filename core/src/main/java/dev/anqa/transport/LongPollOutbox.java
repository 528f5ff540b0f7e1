package dev.anqa.transport;

import dev.anqa.channel.Sheddable;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.transport.LongPollRoute.Polled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one client, and the poll that waits for messages; behind a turn of the
 * loop, one of the two is empty. Touched on the session's loop only, but for the counting of what
 * is on its way to that.
 *
 * <p>Bytes are counted where they wait, in the loop's queue and here, and each of the two may hold
 * as many as the limit, and one message of any size on top. While no poll waits, what is here may
 * be dropped as its channel's policy says.
 *
 * <p>Messages belong to whoever completes the poll: one that was given up before keeps none.
 */
final class LongPollOutbox {
  /** What a message costs beside its bytes, roughly. */
  private static final int OVERHEAD = 64;

  private final int maxPendingBytes;
  private final WebSocketListener listener;

  /** Bytes of messages that other threads sent and the loop has not yet taken. */
  private final AtomicLong queued = new AtomicLong();

  private final HeldFrames messages;

  /** What the listener was told is pending. */
  private long counted;

  /** The newest poll, which may be over; null before the first. */
  private @Nullable CompletableFuture<Polled> poll;

  LongPollOutbox(int maxPendingBytes, WebSocketListener listener) {
    this.maxPendingBytes = maxPendingBytes;
    this.listener = listener;
    this.messages = new HeldFrames(listener, message -> bytes(message).length, OVERHEAD);
  }

  // For any thread.

  /**
   * Counts a message in that is on its way to {@link #add}; false, and it is not, if there is no
   * room.
   */
  boolean reserve(Frame message) {
    if (queued.getAndAdd(cost(message)) <= maxPendingBytes) {
      return true;
    }
    release(message);
    return false;
  }

  /**
   * Whether there is room on the way for a message that may be dropped: half is left to what must
   * not be dropped.
   */
  boolean hasRoom(Frame message) {
    long waiting = queued.get();
    return waiting == 0 || waiting + cost(message) <= maxPendingBytes / 2;
  }

  /** Counts a message out: the loop has taken it, or it does not get there. */
  void release(Frame message) {
    queued.getAndAdd(-cost(message));
  }

  /** How much is on its way. */
  long queuedBytes() {
    return queued.get();
  }

  private static long cost(Frame message) {
    return (long) bytes(message).length + OVERHEAD;
  }

  /** The bytes of a message; other frames do not get here. */
  static byte[] bytes(Frame message) {
    return switch (message) {
      case Frame.Text(byte[] bytes) -> bytes;
      case Frame.Binary(byte[] bytes) -> bytes;
      case Frame.Ping _, Frame.Pong _, Frame.Several _ ->
          throw new IllegalArgumentException("no message: " + message.getClass().getSimpleName());
    };
  }

  // On the loop.

  /** Whether a poll waits. */
  boolean isPolled() {
    return poll != null && !poll.isDone();
  }

  /** What waits, and what a message would take besides. */
  long bytesWith(Frame message) {
    return messages.bytes() + cost(message);
  }

  /**
   * Adds a message, or drops it or others.
   *
   * @param as null if it must not be dropped
   * @return false, and it is not added, if it must not be dropped and there is no room
   */
  boolean add(Frame message, @Nullable Sheddable as) {
    if (isPolled()) {
      makeRoom(message);
      return hold(message, /* as= */ null); // The client reads.
    }
    return hold(message, as);
  }

  /** Hands over what came in this turn of the loop, if it takes all the room. */
  private void makeRoom(Frame message) {
    if (bytesWith(message) > allowed()) {
      answer();
    }
  }

  private boolean hold(Frame message, @Nullable Sheddable as) {
    long allowed = allowed();
    long room =
        messages.isEmpty() ? Long.MAX_VALUE : as == null ? allowed + cost(message) : allowed;
    boolean added = messages.add(message, as, room);
    if (messages.wasShort() && allowed < maxPendingBytes) {
      listener.pendingOfAll().refused();
    }
    count();
    return added;
  }

  /** What may wait now. */
  private long allowed() {
    return Math.min(maxPendingBytes, listener.pendingOfAll().room(counted));
  }

  /** Takes messages back that did not get where they were handed to. */
  void restore(List<byte[]> taken) {
    messages.restore(taken.stream().<Frame>map(Frame.Text::new).toList());
    count();
  }

  /**
   * Answers a poll with what waits, or has it wait instead of the one before, which is left to its
   * own window.
   */
  void poll(CompletableFuture<Polled> next, Duration window, Time time) {
    poll = next;
    if (!messages.isEmpty()) {
      answer();
      return;
    }
    Time.Timer timer = time.after(window, () -> next.complete(Polled.NOTHING));
    var _ = next.whenComplete((_, _) -> timer.cancel());
  }

  /** Hands what waits to the poll that waits, if both are there. */
  void answer() {
    if (poll == null || messages.isEmpty()) {
      return;
    }
    List<byte[]> all = messages.frames().stream().map(LongPollOutbox::bytes).toList();
    if (poll.complete(new Polled.Messages(all))) {
      clear();
      listener.caughtUp();
    }
  }

  /** The end: the last poll gets what there is, or nothing; the rest is dropped. */
  void end() {
    answer();
    if (poll != null) {
      poll.complete(Polled.NOTHING);
    }
    clear();
  }

  private void clear() {
    messages.clear();
    count();
  }

  /** Takes note of what is pending now. */
  private void count() {
    long before = counted;
    counted = messages.bytes();
    if (counted != before) {
      listener.pending(before, counted);
      listener.pendingOfAll().changed(before, counted);
    }
  }
}
