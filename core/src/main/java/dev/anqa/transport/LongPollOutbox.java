package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.transport.LongPollRoute.Polled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one client, and the poll that waits for messages; at any time, one of
 * the two is empty. Touched on the session's loop only, but for the counting of bytes.
 *
 * <p>Messages belong to whoever completes the poll: one that was given up before keeps none.
 */
final class LongPollOutbox {
  /** What a message costs beside its bytes, roughly. */
  private static final int OVERHEAD = 64;

  private final long maxPendingBytes;
  private final AtomicLong pending = new AtomicLong();
  private final ArrayDeque<byte[]> messages = new ArrayDeque<>();

  /** The newest poll, which may be over; null before the first. */
  private @Nullable CompletableFuture<Polled> poll;

  LongPollOutbox(int maxPendingBytes) {
    this.maxPendingBytes = maxPendingBytes;
  }

  // For any thread.

  /**
   * Counts a message in that is to be {@link #add}ed; false, and it is not, if there is no room.
   */
  boolean reserve(byte[] message) {
    if (pending.getAndAdd(cost(message)) <= maxPendingBytes) {
      return true;
    }
    release(message);
    return false;
  }

  /** Counts a message out that was not added after all. */
  void release(byte[] message) {
    pending.getAndAdd(-cost(message));
  }

  /** How much is counted in. */
  long pendingBytes() {
    return pending.get();
  }

  /** What a message is counted as. */
  static long cost(byte[] message) {
    return (long) message.length + OVERHEAD;
  }

  // On the loop.

  /** Whether no message waits. */
  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Adds a message that was counted in; tells whether a poll waits for it. */
  boolean add(byte[] message) {
    messages.add(message);
    return poll != null && !poll.isDone();
  }

  /** Takes messages back that did not get where they were handed to. */
  void restore(List<byte[]> taken) {
    for (byte[] message : taken.reversed()) {
      messages.addFirst(message);
      pending.getAndAdd(cost(message));
    }
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
    List<byte[]> all = new ArrayList<>(messages);
    if (poll.complete(new Polled.Messages(all))) {
      clear();
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
    messages.forEach(this::release);
    messages.clear();
  }
}
