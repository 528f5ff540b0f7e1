package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * The binary form of a {@link Broadcast} between nodes.
 *
 * <pre>
 * | version 1 | kind 1 | topic length 2 | event length 2 | payload length 4 | topic | event | payload |
 * </pre>
 *
 * Numbers are big-endian and lengths count bytes; topic and event are UTF-8. The version is 1; the
 * kind is 0 for JSON and 1 for binary. A form tells its own length, so several may follow each
 * other.
 *
 * <p>Reading believes nothing: no length is used before it was held against its limit and against
 * what is there, and text must be well-formed. The payload is not looked into. Immutable; any
 * thread may call.
 */
public final class BroadcastCodec {
  /** The version that is written, and the only one that is read. */
  public static final int VERSION = 1;

  /** The most bytes of UTF-8 that a topic or an event may have. */
  public static final int MAX_NAME_BYTES = 0xffff;

  private static final int HEAD = 10;
  private static final int JSON = 0;
  private static final int BINARY = 1;

  private final int maxPayloadBytes;

  /**
   * Makes one with a limit.
   *
   * @param maxPayloadBytes the largest payload that is written or read, in bytes
   * @throws IllegalArgumentException if it is not positive
   */
  public BroadcastCodec(int maxPayloadBytes) {
    if (maxPayloadBytes < 1) {
      throw new IllegalArgumentException(
          "maxPayloadBytes: " + maxPayloadBytes + " (expected: > 0)");
    }
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /**
   * Writes a broadcast.
   *
   * @throws IllegalArgumentException if it is over a limit, or its topic or event is no text
   *     because half of a surrogate pair stands alone; the message is for whoever broadcasts
   */
  public byte[] encode(Broadcast broadcast) {
    Payload payload = broadcast.payload();
    if (payload.size() > maxPayloadBytes) {
      throw new IllegalArgumentException(
          "payload of " + payload.size() + " bytes (expected: <= " + maxPayloadBytes + ")");
    }
    ByteBuffer topic = utf8("topic", broadcast.topic());
    ByteBuffer event = utf8("event", broadcast.event());
    byte[] bytes = new byte[HEAD + topic.remaining() + event.remaining() + payload.size()];
    ByteBuffer out =
        ByteBuffer.wrap(bytes)
            .put((byte) VERSION)
            .put((byte) (payload.isBinary() ? BINARY : JSON))
            .putShort((short) topic.remaining())
            .putShort((short) event.remaining())
            .putInt(payload.size())
            .put(topic)
            .put(event);
    payload.copyTo(bytes, out.position());
    return bytes;
  }

  /**
   * Reads one broadcast and leaves the buffer behind it.
   *
   * @param in backed by an array, which the payload goes on using and which must not change
   * @throws MalformedBroadcastException if there is none; the buffer stands somewhere then
   */
  public Broadcast decode(ByteBuffer in) throws MalformedBroadcastException {
    need(in, HEAD);
    int version = in.get() & 0xff;
    if (version != VERSION) {
      throw new MalformedBroadcastException("version " + version + " (expected: " + VERSION + ")");
    }
    int kind = in.get() & 0xff;
    if (kind != JSON && kind != BINARY) {
      throw new MalformedBroadcastException(
          "kind " + kind + " (expected: " + JSON + " or " + BINARY + ")");
    }
    int topicLength = in.getShort() & 0xffff;
    int eventLength = in.getShort() & 0xffff;
    int length = in.getInt();
    if (length < 0 || length > maxPayloadBytes) {
      throw new MalformedBroadcastException(
          "payload of " + length + " bytes (expected: 0 to " + maxPayloadBytes + ")");
    }
    need(in, (long) topicLength + eventLength + length);
    String topic = string("topic", in, topicLength);
    String event = string("event", in, eventLength);
    Payload payload =
        Payload.wrap(
            kind == JSON ? Payload.Kind.JSON : Payload.Kind.BINARY,
            in.array(),
            in.arrayOffset() + in.position(),
            length,
            null);
    in.position(in.position() + length);
    return new Broadcast(topic, event, payload);
  }

  private static ByteBuffer utf8(String what, String text) {
    try {
      ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      if (bytes.remaining() > MAX_NAME_BYTES) {
        throw new IllegalArgumentException(
            what + " of " + bytes.remaining() + " bytes (expected: <= " + MAX_NAME_BYTES + ")");
      }
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          what + " with half a surrogate pair (expected: well-formed text)", e);
    }
  }

  private static String string(String what, ByteBuffer in, int length)
      throws MalformedBroadcastException {
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedBroadcastException(what + " of " + length + " bytes that are no UTF-8");
    }
  }

  private static void need(ByteBuffer in, long bytes) throws MalformedBroadcastException {
    if (in.remaining() < bytes) {
      throw new MalformedBroadcastException(
          in.remaining() + " bytes left (expected: >= " + bytes + ")");
    }
  }
}
