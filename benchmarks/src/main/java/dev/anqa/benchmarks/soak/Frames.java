package dev.anqa.benchmarks.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** As much of RFC 6455 as these clients need. */
final class Frames {
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;

  private Frames() {}

  /**
   * A frame of a server.
   *
   * @param payload its bytes
   */
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, UTF_8);
    }

    /** Of a close frame; 1005 if it has none. */
    int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  static ByteBuffer text(String text) {
    return masked(TEXT, text.getBytes(UTF_8));
  }

  static ByteBuffer close(int code) {
    return masked(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** Masked with zeros, which leave the payload as it is. */
  static ByteBuffer masked(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (FIN | opcode));
    if (payload.length < TWO_BYTES) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | EIGHT_BYTES)).putLong(payload.length);
    }
    return frame.putInt(0).put(payload).flip();
  }

  /**
   * Takes one frame of a server out of what came; null, and nothing taken, if there is no whole
   * one.
   */
  static @Nullable Frame next(ByteBuffer in) {
    int begin = in.position();
    if (in.remaining() < 2) {
      return null;
    }
    int opcode = in.get() & 0x0F;
    long length = in.get() & 0x7F;
    int more = length == TWO_BYTES ? 2 : length == EIGHT_BYTES ? 8 : 0;
    if (in.remaining() >= more) {
      length = more == 2 ? in.getShort() & 0xFFFF : more == 8 ? in.getLong() : length;
      if (in.remaining() >= length) {
        byte[] payload = new byte[(int) length];
        in.get(payload);
        return new Frame(opcode, payload);
      }
    }
    in.position(begin);
    return null;
  }
}
