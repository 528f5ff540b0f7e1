package dev.anqa.pubsub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits in an adapter to be sent to other nodes: bounded, in order, and sent by one thread of
 * its own, which alone waits when the network is slow.
 *
 * <p>Encoded broadcasts that wait behind each other for the same receivers are sent as one, up to
 * {@value #TOGETHER_BYTES} bytes.
 */
public final class Outbox implements AutoCloseable {
  /** Up to how many bytes are sent together; a larger broadcast is sent alone. */
  private static final int TOGETHER_BYTES = 32 * 1024;

  /** How long {@link #close} lets the thread send what waits. */
  private static final Duration LAST_SENDS = Duration.ofSeconds(2);

  /** Where to: what the adapter does with its bytes. */
  @FunctionalInterface
  public interface Wire {
    /**
     * Sends; called on the outbox's thread, which may wait here.
     *
     * @param node a node's name; null for all others
     * @param frames one or several encoded broadcasts, handed over
     * @throws Exception if it failed; becomes {@link AdapterEvent.BroadcastsLost}
     */
    void send(@Nullable String node, byte[] frames) throws Exception;
  }

  private record Waiting(@Nullable String node, byte[] frame) {
    boolean goesWith(Waiting first) {
      return node == null ? first.node == null : node.equals(first.node);
    }
  }

  private final int maxBroadcasts;
  private final long maxBytes;
  private final Wire wire;
  private final Consumer<? super AdapterEvent> events;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Touched under the lock.
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closed;

  /**
   * Makes one and starts its thread.
   *
   * @param threadName such as {@code anqa-cluster-a-send}
   * @param maxBroadcasts how many may wait
   * @param maxBytes how many bytes may wait, all together
   * @param events is told of what was lost
   */
  public Outbox(
      String threadName,
      int maxBroadcasts,
      long maxBytes,
      Wire wire,
      Consumer<? super AdapterEvent> events) {
    this.maxBroadcasts = maxBroadcasts;
    this.maxBytes = maxBytes;
    this.wire = wire;
    this.events = events;
    this.thread = Thread.ofPlatform().name(threadName).daemon(true).unstarted(this::sendAll);
    thread.start();
  }

  /**
   * Puts an encoded broadcast behind the others; never waits for the network.
   *
   * @param node a node's name; null for all others
   * @return failed, and nothing happened, if there is no room or this is closed
   */
  public BroadcastResult offer(@Nullable String node, byte[] frame) {
    lock.lock();
    try {
      if (closed) {
        return BroadcastResult.failed("the adapter is closed");
      }
      if (queue.size() >= maxBroadcasts || queuedBytes + frame.length > maxBytes) {
        return BroadcastResult.failed(full());
      }
      queue.add(new Waiting(node, frame));
      queuedBytes += frame.length;
      changed.signal();
      return BroadcastResult.ok();
    } finally {
      lock.unlock();
    }
  }

  private String full() {
    return "the queue to other nodes is full: %,d broadcasts of %,d bytes wait (limits: %,d and %,d)"
        .formatted(queue.size(), queuedBytes, maxBroadcasts, maxBytes);
  }

  /** Drops all that waits; told as lost, if there was any. */
  public void drop(String reason) {
    int dropped;
    lock.lock();
    try {
      dropped = queue.size();
      queue.clear();
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
    if (dropped > 0) {
      events.accept(new AdapterEvent.BroadcastsLost(dropped, reason));
    }
  }

  /** Takes no more, and returns when what waited was sent, or after 2 s; the rest is lost. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      if (thread != Thread.currentThread() && !thread.join(LAST_SENDS)) {
        drop("the adapter was closed");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void sendAll() {
    for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        wire.send(batch.getFirst().node, together(batch));
      } catch (Exception e) { // Whatever the wire throws, those behind go on.
        events.accept(new AdapterEvent.BroadcastsLost(batch.size(), e.toString()));
      }
    }
  }

  /** What is sent next, which is empty only at the end. */
  private List<Waiting> next() {
    List<Waiting> batch = new ArrayList<>();
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      int bytes = 0;
      for (Waiting one = queue.peek(); one != null; one = queue.peek()) {
        boolean fits = bytes + (long) one.frame.length <= TOGETHER_BYTES;
        if (!batch.isEmpty() && !(fits && one.goesWith(batch.getFirst()))) {
          break;
        }
        batch.add(queue.remove());
        bytes += one.frame.length;
        queuedBytes -= one.frame.length;
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private static byte[] together(List<Waiting> batch) {
    if (batch.size() == 1) {
      return batch.getFirst().frame;
    }
    byte[] bytes = new byte[batch.stream().mapToInt(one -> one.frame.length).sum()];
    int position = 0;
    for (Waiting one : batch) {
      System.arraycopy(one.frame, 0, bytes, position, one.frame.length);
      position += one.frame.length;
    }
    return bytes;
  }
}
