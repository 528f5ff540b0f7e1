package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Frame;
import dev.anqa.transport.LongPollSignal.Sender;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary form of a {@link LongPollSignal}: version, kind, id, and what the kind has. Numbers
 * are big-endian; texts have a length of two bytes, messages of four; lists have a count of four.
 * No length is believed before as many bytes are there.
 */
final class LongPollCodec {
  private static final byte VERSION = 1;

  private static final byte POLL = 1;
  private static final byte WITHDRAW = 2;
  private static final byte PUBLISH = 3;
  private static final byte TAKEN = 4;
  private static final byte MESSAGES = 5;
  private static final byte PUBLISHED = 6;
  private static final byte GONE = 7;

  private static final byte TEXT = 1;
  private static final byte BINARY = 2;

  /** The least that a message of a list takes. */
  private static final int MIN_MESSAGE = 4;

  private LongPollCodec() {}

  static Payload encode(LongPollSignal signal) {
    ByteBuffer out =
        switch (signal) {
          case LongPollSignal.Poll(long id, Sender sender) -> request(POLL, id, sender, 0);
          case LongPollSignal.Withdraw(long id, Sender sender) -> request(WITHDRAW, id, sender, 0);
          case LongPollSignal.Publish(long id, Sender sender, List<Frame> frames) ->
              publish(id, sender, frames);
          case LongPollSignal.Taken(long id) -> head(TAKEN, id, 0);
          case LongPollSignal.Messages(long id, List<byte[]> messages) -> messages(id, messages);
          case LongPollSignal.Published(long id, LongPollRoute.Published outcome) ->
              head(PUBLISHED, id, 1).put(code(outcome));
          case LongPollSignal.Gone(long id) -> head(GONE, id, 0);
        };
    return Payload.wrap(Payload.Kind.BINARY, out.array(), out.arrayOffset(), out.position(), null);
  }

  private static ByteBuffer head(byte kind, long id, int more) {
    return ByteBuffer.allocate(2 + Long.BYTES + more).put(VERSION).put(kind).putLong(id);
  }

  private static ByteBuffer request(byte kind, long id, Sender sender, int more) {
    byte[] node = sender.node().getBytes(UTF_8);
    byte[] topic = sender.topic().getBytes(UTF_8);
    return head(kind, id, 2 * Short.BYTES + node.length + topic.length + more)
        .putShort((short) node.length)
        .put(node)
        .putShort((short) topic.length)
        .put(topic);
  }

  private static ByteBuffer publish(long id, Sender sender, List<Frame> frames) {
    int size = Integer.BYTES;
    for (Frame frame : frames) {
      size = Math.addExact(size, 1 + Integer.BYTES + bytes(frame).length);
    }
    ByteBuffer out = request(PUBLISH, id, sender, size).putInt(frames.size());
    for (Frame frame : frames) {
      byte[] bytes = bytes(frame);
      out.put(frame instanceof Frame.Text ? TEXT : BINARY).putInt(bytes.length).put(bytes);
    }
    return out;
  }

  private static byte[] bytes(Frame frame) {
    return switch (frame) {
      case Frame.Text(byte[] bytes) -> bytes;
      case Frame.Binary(byte[] bytes) -> bytes;
      case Frame.Ping _, Frame.Pong _, Frame.Several _ ->
          throw new IllegalArgumentException("frame: " + frame + " (expected: text or binary)");
    };
  }

  private static ByteBuffer messages(long id, List<byte[]> messages) {
    int size = Integer.BYTES;
    for (byte[] message : messages) {
      size = Math.addExact(size, Integer.BYTES + message.length);
    }
    ByteBuffer out = head(MESSAGES, id, size).putInt(messages.size());
    messages.forEach(message -> out.putInt(message.length).put(message));
    return out;
  }

  private static byte code(LongPollRoute.Published outcome) {
    return switch (outcome) {
      case TAKEN -> 1;
      case TIMEOUT -> 2;
      case GONE -> 3;
    };
  }

  /**
   * Reads a signal.
   *
   * @throws IllegalArgumentException if it is none
   */
  static LongPollSignal decode(Payload payload) {
    ByteBuffer in = payload.buffer();
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("version: " + version + " (expected: " + VERSION + ")");
      }
      byte kind = in.get();
      LongPollSignal signal = decode(kind, in.getLong(), in);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes too many, kind " + kind);
      }
      return signal;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("cut off after " + payload.size() + " bytes", e);
    }
  }

  private static LongPollSignal decode(byte kind, long id, ByteBuffer in) {
    return switch (kind) {
      case POLL -> new LongPollSignal.Poll(id, sender(in));
      case WITHDRAW -> new LongPollSignal.Withdraw(id, sender(in));
      case PUBLISH -> new LongPollSignal.Publish(id, sender(in), frames(in));
      case TAKEN -> new LongPollSignal.Taken(id);
      case MESSAGES -> new LongPollSignal.Messages(id, messages(in));
      case PUBLISHED -> new LongPollSignal.Published(id, outcome(in.get()));
      case GONE -> new LongPollSignal.Gone(id);
      default -> throw new IllegalArgumentException("kind: " + kind + " (expected: 1 to 7)");
    };
  }

  private static Sender sender(ByteBuffer in) {
    String node = text(in);
    return new Sender(node, text(in));
  }

  private static List<Frame> frames(ByteBuffer in) {
    int count = count(in);
    List<Frame> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte kind = in.get();
      byte[] bytes = bytes(in, in.getInt());
      switch (kind) {
        case TEXT -> frames.add(new Frame.Text(bytes));
        case BINARY -> frames.add(new Frame.Binary(bytes));
        default -> throw new IllegalArgumentException("frame: " + kind + " (expected: 1 or 2)");
      }
    }
    return frames;
  }

  private static List<byte[]> messages(ByteBuffer in) {
    int count = count(in);
    List<byte[]> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      messages.add(bytes(in, in.getInt()));
    }
    return messages;
  }

  private static LongPollRoute.Published outcome(byte code) {
    return switch (code) {
      case 1 -> LongPollRoute.Published.TAKEN;
      case 2 -> LongPollRoute.Published.TIMEOUT;
      case 3 -> LongPollRoute.Published.GONE;
      default -> throw new IllegalArgumentException("outcome: " + code + " (expected: 1 to 3)");
    };
  }

  private static int count(ByteBuffer in) {
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / MIN_MESSAGE) {
      throw new IllegalArgumentException(
          "count: " + count + " (expected: <= " + in.remaining() / MIN_MESSAGE + ")");
    }
    return count;
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in, in.getShort() & 0xFFFF), UTF_8);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: <= " + in.remaining() + ")");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
