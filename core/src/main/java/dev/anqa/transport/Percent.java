package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Percent-encoding (RFC 3986, 2.1). */
final class Percent {
  private static final String UNRESERVED_OR_RESERVED = "-._~:/?#[]@!$&'()*+,;=";

  private Percent() {}

  /**
   * Decodes into UTF-8.
   *
   * @param plusIsSpace as in {@code application/x-www-form-urlencoded}
   * @return null if it is badly encoded, or not UTF-8
   */
  static @Nullable String decode(String text, boolean plusIsSpace) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c;
      if (c == '%') {
        value = i + 2 < text.length() ? hex(text.charAt(i + 1), text.charAt(i + 2)) : -1;
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        value = ' ';
      }
      if (value < 0 || value > 0xFF) { // Beyond Latin-1 nothing comes out of the decoder.
        return null;
      }
      bytes[length++] = (byte) value;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static int hex(char high, char low) {
    return HexFormat.isHexDigit(high) && HexFormat.isHexDigit(low)
        ? HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low)
        : -1;
  }

  /** Encodes what {@link java.net.URI} would not take in a path and query, and nothing else. */
  static String encodeIllegal(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    boolean inQuery = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean percent =
          c == '%' && i + 2 < text.length() && hex(text.charAt(i + 1), text.charAt(i + 2)) >= 0;
      boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
      boolean legal = alphanumeric || percent || UNRESERVED_OR_RESERVED.indexOf(c) >= 0;
      boolean bracketInPath = !inQuery && (c == '[' || c == ']');
      inQuery |= c == '?';
      if (legal && !bracketInPath && c != '#') {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
      }
    }
    return encoded.toString();
  }
}
