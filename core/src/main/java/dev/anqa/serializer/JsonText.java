package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strings as JSON: quotes, backslashes and control characters escaped, all else raw (as Phoenix's
 * Jason does by default). A lone surrogate, which UTF-8 cannot say, becomes U+FFFD.
 */
final class JsonText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

  /**
   * By ASCII character: 0 for raw, {@code u} for a Unicode escape, else what follows the backslash.
   */
  private static final byte[] ESCAPES = escapes();

  private JsonText() {}

  private static byte[] escapes() {
    byte[] escapes = new byte[128];
    for (int c = 0; c < ' '; c++) {
      escapes[c] = 'u';
    }
    escapes['\b'] = 'b';
    escapes['\t'] = 't';
    escapes['\n'] = 'n';
    escapes['\f'] = 'f';
    escapes['\r'] = 'r';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }

  /** How many bytes the text takes as a JSON string, quotes included. */
  static int size(String text) {
    int size = text.length() + 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size += Utf8.extra(text, i, c);
      } else if (ESCAPES[c] != 0) {
        size += ESCAPES[c] == 'u' ? 5 : 1;
      }
    }
    return size;
  }

  /** Writes the text as a JSON string and returns the position behind it. */
  static int write(String text, byte[] target, int position) {
    int to = position;
    target[to++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        int point = Utf8.codePoint(text, i, c);
        to = Utf8.write(point, target, to);
        i += Character.charCount(point) - 1;
      } else if (ESCAPES[c] == 0) {
        target[to++] = (byte) c;
      } else {
        to = writeEscaped(c, target, to);
      }
    }
    target[to++] = '"';
    return to;
  }

  private static int writeEscaped(char c, byte[] target, int position) {
    int to = position;
    target[to++] = '\\';
    target[to++] = ESCAPES[c];
    if (ESCAPES[c] == 'u') {
      target[to++] = '0';
      target[to++] = '0';
      target[to++] = HEX[c >> 4];
      target[to++] = HEX[c & 0xf];
    }
    return to;
  }

  /** The text as a JSON string. */
  static byte[] quote(String text) {
    byte[] json = new byte[size(text)];
    write(text, json, 0);
    return json;
  }

  /** Where the bytes end, from one on, that stand for themselves: ASCII, but nothing escaped. */
  static int plain(byte[] bytes, int from, int end) {
    int i = from;
    while (end - i >= Long.BYTES && isPlain((long) LONGS.get(bytes, i))) {
      i += Long.BYTES;
    }
    while (i < end && bytes[i] >= 0 && ESCAPES[bytes[i]] == 0) {
      i++;
    }
    return i;
  }

  private static boolean isPlain(long eightBytes) {
    long quote = eightBytes ^ 0x2222222222222222L;
    long backslash = eightBytes ^ 0x5c5c5c5c5c5c5c5cL;
    // A byte that is less than what is taken from it borrows its top bit, which ASCII leaves clear.
    long tops =
        eightBytes
            | (eightBytes - 0x2020202020202020L)
            | (quote - 0x0101010101010101L)
            | (backslash - 0x0101010101010101L);
    return (tops & 0x8080808080808080L) == 0;
  }

  /** What a JSON string says, quotes not included, that is known to be well-formed. */
  static String unescape(byte[] bytes, int from, int to) {
    byte[] text = new byte[to - from]; // No escape is shorter than what it stands for.
    int length = 0;
    for (int at = from; at < to; ) {
      byte b = bytes[at++];
      if (b != '\\') {
        text[length++] = b;
        continue;
      }
      byte kind = bytes[at++];
      if (kind != 'u') {
        text[length++] = control(kind);
        continue;
      }
      int point = hex4(bytes, at);
      at += 4;
      if (Character.isHighSurrogate((char) point)) {
        point = Character.toCodePoint((char) point, (char) hex4(bytes, at + 2));
        at += 6;
      }
      if (point < 0x80) {
        text[length++] = (byte) point;
      } else {
        length = Utf8.write(point, text, length);
      }
    }
    return new String(text, 0, length, UTF_8);
  }

  private static byte control(byte kind) {
    return switch (kind) {
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      default -> kind;
    };
  }

  /** The number that four hexadecimal digits make; negative if they are none. */
  static int hex4(byte[] bytes, int at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(bytes[at + i], 16);
      value = digit < 0 || value < 0 ? -1 : value << 4 | digit;
    }
    return value;
  }
}
