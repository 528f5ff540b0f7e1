package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Text of the protocol itself, which is ASCII. */
final class Ascii {
  private Ascii() {}

  static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  /** Writes the bytes and returns the position behind them. */
  static int write(byte[] bytes, byte[] target, int position) {
    System.arraycopy(bytes, 0, target, position, bytes.length);
    return position + bytes.length;
  }
}
