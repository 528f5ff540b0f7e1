package dev.anqa.transport;

/** Told what a connection's session is not; on the event loop. */
interface WebSocketListener {
  /**
   * The connection is over, or as good as; once.
   *
   * @param code the close code that was sent, or came and was echoed; 1006 if it broke
   * @param reason why, in a few words
   */
  void closed(int code, String reason);

  /** The client does not read, and is closed with 1013. */
  void slow(long pendingBytes, long limitBytes);
}
