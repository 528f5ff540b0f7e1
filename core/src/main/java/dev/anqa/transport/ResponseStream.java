package dev.anqa.transport;

/**
 * An answer whose content goes on for a while, piece by piece. Any thread may call any method; what
 * one thread writes keeps its order.
 */
public interface ResponseStream {
  /**
   * Sends bytes, which are handed over and must not change any more; they leave at once. Dropped
   * when the client has gone.
   */
  void write(byte[] bytes);

  /** How much was written and not yet taken by the system: whoever writes keeps it bounded. */
  long pendingBytes();

  /** Ends the answer, and behind it the connection. */
  void end();
}
