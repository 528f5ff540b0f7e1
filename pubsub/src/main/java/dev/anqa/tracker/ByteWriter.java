package dev.anqa.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Payload;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing array of bytes; numbers are big-endian. */
final class ByteWriter {
  private ByteBuffer buffer = ByteBuffer.allocate(256);

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = Math.addExact(buffer.position(), bytes);
      int size = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * buffer.capacity()));
      buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size)).position(buffer.position());
    }
    return buffer;
  }

  void int8(int value) {
    room(1).put((byte) value);
  }

  void int16(int value) {
    room(2).putShort((short) value);
  }

  void int32(int value) {
    room(4).putInt(value);
  }

  void int64(long value) {
    room(8).putLong(value);
  }

  /** Up to 65,535 bytes of UTF-8 behind their number. */
  void string(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    int16(bytes.length);
    room(bytes.length).put(bytes);
  }

  /** Bytes behind their number. */
  void payload(Payload value) {
    int32(value.size());
    room(value.size()).put(value.buffer());
  }

  byte[] toByteArray() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
