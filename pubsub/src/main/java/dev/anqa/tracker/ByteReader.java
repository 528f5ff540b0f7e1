package dev.anqa.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads what a {@link ByteWriter} wrote, and believes nothing: no length is used before it was held
 * against what is left.
 */
final class ByteReader {
  private final ByteBuffer buffer;

  ByteReader(ByteBuffer bytes) {
    this.buffer = bytes.slice();
  }

  private ByteBuffer need(int bytes) throws MalformedMessageException {
    if (buffer.remaining() < bytes) {
      throw new MalformedMessageException(
          bytes + " bytes at " + buffer.position() + " (expected: <= " + buffer.remaining() + ")");
    }
    return buffer;
  }

  int int8() throws MalformedMessageException {
    return need(1).get() & 0xff;
  }

  int int16() throws MalformedMessageException {
    return need(2).getShort() & 0xffff;
  }

  long int64() throws MalformedMessageException {
    return need(8).getLong();
  }

  /** A clock between two, both included. */
  long clock(String what, long least, long most) throws MalformedMessageException {
    long value = int64();
    if (value < least || value > most) {
      throw new MalformedMessageException(
          what + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  /** The number of items that follow, each of at least so many bytes. */
  int count(int leastBytes) throws MalformedMessageException {
    int count = need(4).getInt();
    if (count < 0 || count > buffer.remaining() / leastBytes) {
      throw new MalformedMessageException(
          count
              + " items before "
              + buffer.remaining()
              + " bytes, "
              + leastBytes
              + " each at least");
    }
    return count;
  }

  /** Well-formed UTF-8 behind its number of bytes. */
  String string() throws MalformedMessageException {
    int length = int16();
    ByteBuffer bytes = need(length).slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    try {
      return UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("no UTF-8 before " + buffer.position());
    }
  }

  /** A copy of the bytes behind their number, which is not above the given one. */
  byte[] bytes(int most) throws MalformedMessageException {
    int length = count(1);
    if (length > most) {
      throw new MalformedMessageException(length + " bytes (expected: <= " + most + ")");
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  void end() throws MalformedMessageException {
    if (buffer.hasRemaining()) {
      throw new MalformedMessageException(buffer.remaining() + " bytes after the end");
    }
  }
}
