package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;

/**
 * Writes frames as a server does, unmasked and in one piece (RFC 6455, section 5.2), so that one
 * client's bytes are every client's.
 */
final class FrameBytes {
  private static final int FIN = 0x80;
  static final int TEXT = FIN | 0x1;
  static final int BINARY = FIN | 0x2;
  private static final int PING = FIN | 0x9;
  private static final int PONG = FIN | 0xA;
  private static final int MAX_CONTROL_BYTES = 125;

  private FrameBytes() {}

  /**
   * How many bytes {@link #write} will write.
   *
   * @throws IllegalArgumentException if the frame is a ping or pong longer than 125 bytes
   */
  static int size(Frame frame) {
    return switch (frame) {
      case Frame.Text(byte[] bytes) -> dataSize(bytes);
      case Frame.Binary(byte[] bytes) -> dataSize(bytes);
      case Frame.Ping(byte[] bytes) -> controlSize("ping", bytes);
      case Frame.Pong(byte[] bytes) -> controlSize("pong", bytes);
      case Frame.Several several -> {
        int sum = 0;
        for (Frame each : several.frames()) {
          sum = Math.addExact(sum, size(each));
        }
        yield sum;
      }
    };
  }

  /** Writes header and payload; of several frames, all in a row. */
  static void write(Frame frame, ByteBuf out) {
    switch (frame) {
      case Frame.Text(byte[] bytes) -> write(TEXT, bytes, bytes.length, out);
      case Frame.Binary(byte[] bytes) -> write(BINARY, bytes, bytes.length, out);
      case Frame.Ping(byte[] bytes) -> write(PING, bytes, bytes.length, out);
      case Frame.Pong(byte[] bytes) -> write(PONG, bytes, bytes.length, out);
      case Frame.Several several -> {
        for (Frame each : several.frames()) {
          write(each, out);
        }
      }
    }
  }

  /**
   * Writes one frame.
   *
   * @param first its first byte: flags and opcode
   * @param length of the payload, which is the array's beginning
   */
  static void write(int first, byte[] payload, int length, ByteBuf out) {
    out.writeByte(first);
    if (length <= 125) {
      out.writeByte(length);
    } else if (length <= 0xFFFF) {
      out.writeByte(126).writeShort(length);
    } else {
      out.writeByte(127).writeLong(length);
    }
    out.writeBytes(payload, 0, length);
  }

  private static int dataSize(byte[] payload) {
    int length = payload.length;
    return Math.addExact(length, length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10);
  }

  private static int controlSize(String kind, byte[] payload) {
    if (payload.length > MAX_CONTROL_BYTES) {
      throw new IllegalArgumentException(
          kind + " payload: " + payload.length + " bytes (expected: at most 125)");
    }
    return 2 + payload.length;
  }
}
