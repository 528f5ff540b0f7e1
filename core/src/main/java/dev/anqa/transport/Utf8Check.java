package dev.anqa.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 piece by piece (RFC 3629, section 4), so that a bad text is refused at its first bad
 * byte, however it is cut.
 *
 * <p>A state is a number: {@link #BETWEEN} between characters; else, from the low end, the least
 * and the greatest value of the next byte, and how many bytes are missing.
 */
final class Utf8Check {
  /** Nothing is missing: where a text begins, and where it may end. */
  static final int BETWEEN = 0;

  /** The text is not UTF-8, whatever follows. */
  static final int BAD = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080808080808080L;

  private Utf8Check() {}

  /** Whether all of it, and nothing less, is UTF-8. */
  static boolean isUtf8(byte[] bytes, int from, int to) {
    return check(BETWEEN, bytes, from, to) == BETWEEN;
  }

  /** The state behind these bytes, from the state before them. */
  static int check(int before, byte[] bytes, int from, int to) {
    int state = before;
    int i = from;
    while (i < to && state != BAD) {
      if (state == BETWEEN) {
        i = skipAscii(bytes, i, to);
        if (i < to) {
          state = begin(bytes[i++] & 0xFF);
        }
      } else {
        state = next(state, bytes[i++] & 0xFF);
      }
    }
    return state;
  }

  private static int skipAscii(byte[] bytes, int from, int to) {
    int i = from;
    while (i + Long.BYTES <= to && ((long) LONG.get(bytes, i) & NOT_ASCII) == 0) {
      i += Long.BYTES;
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /** The state behind the first byte of a character that is not ASCII. */
  private static int begin(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return BAD;
    }
    if (first < 0xE0) {
      return state(1, 0x80, 0xBF);
    }
    return switch (first) {
      case 0xE0 -> state(2, 0xA0, 0xBF); // Not what fits into two bytes.
      case 0xED -> state(2, 0x80, 0x9F); // Not the surrogates.
      case 0xF0 -> state(3, 0x90, 0xBF); // Not what fits into three bytes.
      case 0xF4 -> state(3, 0x80, 0x8F); // Not beyond U+10FFFF.
      default -> first < 0xF0 ? state(2, 0x80, 0xBF) : state(3, 0x80, 0xBF);
    };
  }

  private static int next(int state, int value) {
    if (value < (state & 0xFF) || value > (state >>> 8 & 0xFF)) {
      return BAD;
    }
    int missing = (state >>> 16) - 1;
    return missing == 0 ? BETWEEN : state(missing, 0x80, 0xBF);
  }

  private static int state(int missing, int least, int greatest) {
    return missing << 16 | greatest << 8 | least;
  }
}
