package dev.anqa.conformance.client;

/**
 * A client's connection on one of the transports: messages both ways, and its end. One thread at a
 * time uses it.
 */
public interface Connection extends AutoCloseable {
  /** Sends a text message; it need not be one that the server takes. */
  void sendText(String text);

  /** Sends a binary message. */
  void sendBinary(byte... bytes);

  /**
   * The next message or how the connection ended, as a frame. Fails if nothing comes before the
   * deadline.
   */
  WsFrame next();

  /** What {@link #next} gives when the server closed with this code. */
  WsFrame end(int code);

  /** What a client does behind such an end; fails if the server does not end all, too. */
  void confirmEnd(int code);

  /** Goes without a word. */
  @Override
  void close();
}
