package dev.anqa.transport;

import dev.anqa.limits.PendingBytes;
import dev.anqa.serializer.Frame;

/** Told what a connection's session is not; on the event loop. */
interface WebSocketListener {
  /**
   * The connection is over, or as good as; once.
   *
   * @param code the close code that was sent, or came and was echoed; 1006 if it broke
   * @param reason why, in a few words
   */
  void closed(int code, String reason);

  /** How many bytes a frame has, with its header, that is to be told to {@link #longMessage}. */
  long longMessageBytes();

  /** A message of the client is long. */
  void longMessage(Frame frame);

  /** A message of the client was longer than it may be, and ends the connection. */
  void tooLong();

  /** How many times longer a message became when it was inflated; also if that was too much. */
  void inflated(long ratio);

  /** What is pending for the clients of the whole node. */
  PendingBytes pendingOfAll();

  /**
   * Something else is pending for the client than when it was looked at last.
   *
   * @param before what was pending then
   * @param pending what is pending now
   */
  void pending(long before, long pending);

  /**
   * A frame of the client was dropped; any thread may call.
   *
   * @param route see {@link dev.anqa.channel.Sheddable#route}
   */
  void dropped(String route, int bytes);

  /** The client has taken all that it was sent. */
  void caughtUp();

  /**
   * The client does not read, and is closed with 1013.
   *
   * @return what it is told
   */
  String slow(long pendingBytes);
}
