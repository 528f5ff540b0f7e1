package dev.anqa.channel;

import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.SerialExecutor;
import dev.anqa.serializer.Frame;
import java.util.concurrent.Executor;

/**
 * Where the frames of one client go: a transport's side of a connection.
 *
 * <p>It is also the serial executor that the connection belongs to: an event loop, or for
 * transports without one a mailbox. Frames sent and tasks executed by one thread keep their order
 * among each other. Once the transport has stopped, both are dropped.
 */
public interface Outbound extends SerialExecutor {
  /**
   * Queues a frame without blocking; any thread may call it.
   *
   * <p>What is sent on the outbound's own thread goes ahead of the tasks and frames of other
   * threads that wait: a channel's end is told before what the channel sends behind it, and a
   * broadcast before the reply of whoever made it.
   *
   * <p>What is queued for one client is bounded; the transport's policy decides what becomes of a
   * client that does not read. After the connection closed, frames are dropped silently.
   */
  void send(Frame frame);

  /**
   * As {@link #send(Frame)}, a frame that may be dropped if the client does not read; any thread
   * may call it, and may be made to wait a moment. A transport that cannot drop sends it.
   */
  default void send(Frame frame, Sheddable as) {
    send(frame);
  }

  /**
   * As {@link #send(Frame)}, past what is held back because the client does not read: for answers
   * whose lateness a client takes for the end. A transport that holds nothing back sends it.
   */
  default void sendFirst(Frame frame) {
    send(frame);
  }

  /**
   * Whether the client has not taken what it was sent, so that frames that may be dropped should
   * come one by one; asked on the connection's thread.
   */
  default boolean isBehind() {
    return false;
  }

  /**
   * Closes the connection, behind the frames that were sent before; any thread may call it.
   *
   * @param code the WebSocket close code; other transports map it to what they have
   * @param reason a short text for the peer; may be empty
   */
  void close(int code, String reason);

  /**
   * Stops or goes on reading from the client, which back-pressures it through its connection; any
   * thread may call it.
   */
  void reading(boolean on);

  /** The share of subscriptions that this connection's thread serves. */
  Partition partition();

  /** Runs the application's callbacks for this connection, each task on a virtual thread. */
  Executor callbacks();

  /**
   * As {@link #callbacks()}, for callbacks that are quick or block: they may begin on the
   * connection's own thread. Called on that.
   *
   * @param code whose callbacks these are, such as {@code UserSocket room:*}; one of a few
   */
  default Executor callbacks(String code) {
    return callbacks();
  }

  /** The name of the transport, such as {@code websocket}. */
  String transport();
}
