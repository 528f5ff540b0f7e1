package dev.anqa.cli;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Everything that can happen to a connection, told to the one thread that prints. */
sealed interface Event {
  /** A text message; whoever takes it releases the bytes, which need not be valid UTF-8. */
  record Text(ByteBuf bytes) implements Event {}

  /** A binary message; whoever takes it releases the bytes. */
  record Binary(ByteBuf bytes) implements Event {}

  /** A ping or pong, in words. */
  record Control(String words) implements Event {}

  /**
   * The connection has ended.
   *
   * @param code RFC 6455 section 7.4; 1005 for a Close frame without one, 1006 for no Close frame
   * @param reason the server's, or what is known; empty when nothing is
   */
  record Closed(int code, String reason) implements Event {}

  /** Nothing can go on: the server broke the protocol, or stdin cannot be read. */
  record Failed(FatalException cause) implements Event {}

  /** Stdout takes no more. */
  record OutputFailed(IOException cause) implements Event {}

  /** The user pressed Ctrl-C. */
  record Interrupted() implements Event {}
}
