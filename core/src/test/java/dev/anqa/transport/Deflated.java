package dev.anqa.transport;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compressed messages as the other side makes and reads them (RFC 7692, section 7.2). */
final class Deflated {
  private Deflated() {}

  /** A message's payload. */
  static byte[] deflate(byte[] message) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(message);
    byte[] buffer = new byte[message.length + message.length / 8 + 64];
    int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(buffer, length - 4);
  }

  /** A message's payload whose last block is marked as such. */
  static byte[] deflateFinal(byte[] message) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(message);
    deflater.finish();
    byte[] buffer = new byte[message.length + 64];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length + 1); // The byte is the beginning of an empty block.
  }

  /** The message of a payload. */
  static byte[] inflate(byte[] payload) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    byte[] tailed = Arrays.copyOf(payload, payload.length + 4);
    tailed[payload.length + 2] = (byte) 0xFF;
    tailed[payload.length + 3] = (byte) 0xFF;
    inflater.setInput(tailed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
      out.write(buffer, 0, n);
    }
    inflater.end();
    return out.toByteArray();
  }
}
