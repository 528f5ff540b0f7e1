package dev.anqa.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.NodeNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * One message in Redis.
 *
 * <pre>
 * | version 1 | kind 1 | node 8 | link 4 | … |
 * </pre>
 *
 * Numbers are big-endian. The version is 1. The kind is 0 for broadcasts, whose frames follow; 1
 * for a hello, with the node's name in UTF-8 behind it; 2 for a bye, with nothing. Reading believes
 * nothing.
 */
sealed interface Envelope {
  /** The version that is written, and the only one that is read. */
  int VERSION = 1;

  /** What stands before the frames, in bytes. */
  int HEAD_BYTES = 14;

  /** Who sent it. */
  Origin origin();

  /**
   * A sender.
   *
   * @param node a random number that a node draws when it is made, since two may have one name
   * @param link which of that node's links it was sent on, from 1 on
   */
  record Origin(long node, int link) {}

  /** Broadcasts, as {@link dev.anqa.pubsub.BroadcastCodec} writes them. */
  record Frames(Origin origin, ByteBuffer frames) implements Envelope {}

  /** The node is there. */
  record Hello(Origin origin, String name) implements Envelope {}

  /** The node goes. */
  record Bye(Origin origin) implements Envelope {}

  /** Bytes that are no envelope; the message says what came and what may come. */
  final class MalformedException extends Exception {
    MalformedException(String message) {
      super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
  }

  private static byte[] write(int kind, Origin origin, byte[] rest) {
    return ByteBuffer.allocate(HEAD_BYTES + rest.length)
        .put((byte) VERSION)
        .put((byte) kind)
        .putLong(origin.node())
        .putInt(origin.link())
        .put(rest)
        .array();
  }

  /** Writes broadcasts. */
  static byte[] frames(Origin origin, byte[] frames) {
    return write(0, origin, frames);
  }

  /** Writes a hello. */
  static byte[] hello(Origin origin, String name) {
    return write(1, origin, name.getBytes(UTF_8));
  }

  /** Writes a bye. */
  static byte[] bye(Origin origin) {
    return write(2, origin, new byte[0]);
  }

  /**
   * Reads one.
   *
   * @param bytes must not change any more
   */
  static Envelope read(byte[] bytes) throws MalformedException {
    if (bytes.length < HEAD_BYTES) {
      throw new MalformedException(bytes.length + " bytes (expected: >= " + HEAD_BYTES + ")");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int version = in.get() & 0xff;
    if (version != VERSION) {
      throw new MalformedException(
          "envelope of version " + version + " (expected: " + VERSION + ")");
    }
    int kind = in.get() & 0xff;
    Origin origin = new Origin(in.getLong(), in.getInt());
    return switch (kind) {
      case 0 -> new Frames(origin, in);
      case 1 -> new Hello(origin, name(in));
      case 2 -> bye(origin, in);
      default -> throw new MalformedException("envelope of kind " + kind + " (expected: 0 to 2)");
    };
  }

  private static String name(ByteBuffer in) throws MalformedException {
    int bytes = in.remaining();
    if (bytes == 0 || bytes > NodeNames.MAX_BYTES) {
      throw new MalformedException(
          "name of " + bytes + " bytes (expected: 1 to " + NodeNames.MAX_BYTES + ")");
    }
    try {
      return UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("name of " + bytes + " bytes that are no UTF-8");
    }
  }

  private static Bye bye(Origin origin, ByteBuffer in) throws MalformedException {
    if (in.hasRemaining()) {
      throw new MalformedException(in.remaining() + " bytes behind a bye (expected: none)");
    }
    return new Bye(origin);
  }
}
