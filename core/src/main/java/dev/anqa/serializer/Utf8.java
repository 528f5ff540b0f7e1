package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** UTF-8 by the letter of RFC 3629, section 4. */
final class Utf8 {
  private Utf8() {}

  /**
   * The length of the multi-byte sequence at a position, whose first byte is not ASCII; 0 if there
   * is none: overlong, a surrogate, beyond U+10FFFF, cut off.
   */
  static int sequence(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (end - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    boolean valid =
        switch (lead) {
          case 0xe0 -> second >= 0xa0 && second <= 0xbf;
          case 0xed -> second >= 0x80 && second <= 0x9f;
          case 0xf0 -> second >= 0x90 && second <= 0xbf;
          case 0xf4 -> second >= 0x80 && second <= 0x8f;
          default -> second >= 0x80 && second <= 0xbf;
        };
    for (int i = 2; i < length; i++) {
      valid &= (bytes[at + i] & 0xc0) == 0x80;
    }
    return valid ? length : 0;
  }

  /**
   * The text of a part of an array.
   *
   * @throws DecodeException if it is not UTF-8
   */
  static String decode(byte[] bytes, int offset, int length, String field) throws DecodeException {
    int end = offset + length;
    for (int at = offset; at < end; ) {
      int step = bytes[at] >= 0 ? 1 : sequence(bytes, at, end);
      if (step == 0) {
        throw new DecodeException(field + ": invalid UTF-8 at byte " + (at - offset));
      }
      at += step;
    }
    return new String(bytes, offset, length, UTF_8);
  }

  /**
   * How many bytes the text takes; a lone surrogate counts as the U+FFFD that is written for it.
   */
  static int size(String text) {
    int size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size += extra(text, i, c);
      }
    }
    return size;
  }

  /**
   * How many bytes more than one a char takes that is not ASCII. Of a surrogate pair the first
   * counts for 2 more and the second for none, since together they are 4 bytes.
   */
  static int extra(String text, int at, char c) {
    if (c < 0x800) {
      return 1;
    }
    if (Character.isHighSurrogate(c) && isPair(text, at)) {
      return 2;
    }
    return Character.isLowSurrogate(c) && at > 0 && isPair(text, at - 1) ? 0 : 2;
  }

  /** Writes the text and returns the position behind it. */
  static int write(String text, byte[] target, int position) {
    int to = position;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        target[to++] = (byte) c;
      } else {
        int point = codePoint(text, i, c);
        to = write(point, target, to);
        i += Character.charCount(point) - 1;
      }
    }
    return to;
  }

  /** The code point at a position; U+FFFD for a lone surrogate. */
  static int codePoint(String text, int at, char c) {
    if (!Character.isSurrogate(c)) {
      return c;
    }
    return isPair(text, at) ? Character.toCodePoint(c, text.charAt(at + 1)) : 0xfffd;
  }

  /** Writes a code point that is not ASCII and returns the position behind it. */
  static int write(int point, byte[] target, int position) {
    int to = position;
    if (point < 0x800) {
      target[to++] = (byte) (0xc0 | point >> 6);
    } else {
      if (point < 0x10000) {
        target[to++] = (byte) (0xe0 | point >> 12);
      } else {
        target[to++] = (byte) (0xf0 | point >> 18);
        target[to++] = (byte) (0x80 | point >> 12 & 0x3f);
      }
      target[to++] = (byte) (0x80 | point >> 6 & 0x3f);
    }
    target[to++] = (byte) (0x80 | point & 0x3f);
    return to;
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isHighSurrogate(text.charAt(at))
        && Character.isLowSurrogate(text.charAt(at + 1));
  }
}
