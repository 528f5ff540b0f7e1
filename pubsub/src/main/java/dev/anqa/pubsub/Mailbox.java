package dev.anqa.pubsub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of messages that are handled one at a time, in order, while there are any.
 *
 * <p>Any thread may put messages in. They are handled on a thread of the executor, which is asked
 * for one when the mailbox was empty and given it back when it is empty again, or after {@value
 * #TURN} messages so that no mailbox keeps a thread to itself. Idle, a mailbox is one object: no
 * thread, no buffer. What one handler call wrote, the next one sees.
 *
 * @param <M> what is put in
 */
public final class Mailbox<M> implements Runnable {
  /** How many messages are handled before others get a turn on the thread. */
  private static final int TURN = 256;

  private static final VarHandle NEWEST;
  private static final VarHandle SIZE;
  private static final VarHandle SCHEDULED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEWEST = lookup.findVarHandle(Mailbox.class, "newest", Node.class);
      SIZE = lookup.findVarHandle(Mailbox.class, "size", int.class);
      SCHEDULED = lookup.findVarHandle(Mailbox.class, "scheduled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Executor executor;
  private final int capacity;
  private final Consumer<? super M> handler;

  /** Put in and not yet taken over by {@link #run}, the newest first; null when there is none. */
  private volatile @Nullable Node<M> newest;

  /** Messages put in and not yet handed to the handler. */
  private volatile int size;

  /** Whether a run is under way or promised; whoever turns it on must see to the run. */
  private volatile boolean scheduled;

  /** Taken over, the oldest first; touched by the run that is under way only. */
  private @Nullable Node<M> oldest;

  private static final class Node<M> {
    final M message;
    @Nullable Node<M> next; // Set before it is put in, turned round by the run.

    Node(M message) {
      this.message = message;
    }
  }

  /**
   * Makes an empty one.
   *
   * @param executor runs the handler; may run it on the thread that puts a message in
   * @param capacity how many messages may wait
   * @param handler handles one message; what it throws goes to the uncaught exception handler of
   *     the thread, and the messages behind go on
   */
  public Mailbox(Executor executor, int capacity, Consumer<? super M> handler) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: > 0)");
    }
    this.executor = executor;
    this.capacity = capacity;
    this.handler = handler;
  }

  /**
   * Puts a message in; false, and nothing happened, if as many as the capacity wait already.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the executor gives no thread; the
   *     message is in, and waits until one is given for a later message
   */
  public boolean offer(M message) {
    if ((int) SIZE.getAndAdd(this, 1) >= capacity) {
      SIZE.getAndAdd(this, -1);
      return false;
    }
    put(message);
    return true;
  }

  /** As {@link #offer}, even if the mailbox is full: for the few that announce an end. */
  public void force(M message) {
    SIZE.getAndAdd(this, 1);
    put(message);
  }

  /** How many messages wait. */
  public int size() {
    return size;
  }

  private void put(M message) {
    Node<M> node = new Node<>(message);
    Node<M> seen = newest;
    while (true) {
      node.next = seen;
      if (NEWEST.compareAndSet(this, seen, node)) {
        break;
      }
      seen = newest;
    }
    schedule();
  }

  private void schedule() {
    if (!scheduled && SCHEDULED.compareAndSet(this, false, true)) {
      submit();
    }
  }

  private void submit() {
    try {
      executor.execute(this);
    } catch (RejectedExecutionException e) {
      scheduled = false; // Nobody would ever turn it off.
      throw e;
    }
  }

  /** For the executor: handles what waits. */
  @Override
  public void run() {
    int handled = 0;
    try {
      while (handled < TURN) {
        Node<M> node = oldest != null ? oldest : takeOver();
        if (node == null) {
          return;
        }
        oldest = node.next;
        SIZE.getAndAdd(this, -1);
        handled++;
        handle(node.message);
      }
    } finally {
      if (oldest != null) {
        submit(); // Still scheduled: the next turn is ours.
      } else {
        scheduled = false;
        if (newest != null) {
          schedule();
        }
      }
    }
  }

  private void handle(M message) {
    try {
      handler.accept(message);
    } catch (Throwable thrown) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
  }

  /** Takes all that was put in, and turns it round; null if there is nothing. */
  @SuppressWarnings("unchecked") // The field has this type.
  private @Nullable Node<M> takeOver() {
    Node<M> node = (Node<M>) NEWEST.getAndSet(this, null);
    Node<M> turned = null;
    while (node != null) {
      Node<M> next = node.next;
      node.next = turned;
      turned = node;
      node = next;
    }
    return turned;
  }
}
