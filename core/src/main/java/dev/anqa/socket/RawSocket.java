package dev.anqa.socket;

import dev.anqa.channel.StopReason;
import dev.anqa.serializer.Frame;

/**
 * A connection without channels: the application gets and sends bare frames. There is one instance
 * for each connection; its callbacks are called one at a time, on a virtual thread. What one throws
 * closes the connection with 1011.
 */
public interface RawSocket {
  /** A connection's way to its client and to itself; any thread may use it. */
  interface Connection {
    /** Sends a text, binary, ping or pong frame. */
    void send(Frame frame);

    /** Closes with a WebSocket close code and a short reason, which may be empty. */
    void close(int code, String reason);

    /** Puts a message into the mailbox, for {@link #handleInfo}; false if it is full or closed. */
    boolean sendSelf(Object message);

    /** What {@code connect} saw. */
    ConnectRequest request();
  }

  /** The connection stands. */
  default void opened(Connection connection) throws Exception {}

  /** A text or binary frame came. */
  void handleIn(Frame frame, Connection connection) throws Exception;

  /** A ping or pong came; a ping is answered already. */
  default void handleControl(Frame frame, Connection connection) throws Exception {}

  /** A message from {@link Connection#sendSelf} came. */
  default void handleInfo(Object message, Connection connection) throws Exception {}

  /** The connection is over. */
  default void terminate(StopReason reason) throws Exception {}
}
