package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/** The bodies of long-poll's answers; messages are strings in them, so JSON within JSON. */
final class LongPollJson {
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
  private static final int UNICODE_ESCAPE = 6;

  private LongPollJson() {}

  /** A status and nothing else. */
  static byte[] status(int status) {
    return ("{\"status\":" + status + "}").getBytes(US_ASCII);
  }

  /**
   * A status with messages.
   *
   * @param token of letters, digits and {@code -_.}
   * @param messages each in valid UTF-8
   */
  static byte[] messages(int status, String token, List<byte[]> messages) {
    byte[] head =
        "{\"status\":%d,\"token\":\"%s\",\"messages\":["
            .formatted(status, token)
            .getBytes(US_ASCII);
    int size = head.length + Math.max(0, messages.size() - 1) + 2;
    for (byte[] message : messages) {
      size = Math.addExact(size, quotedSize(message));
    }
    byte[] json = new byte[size];
    System.arraycopy(head, 0, json, 0, head.length);
    int at = head.length;
    for (byte[] message : messages) {
      if (at > head.length) {
        json[at++] = ',';
      }
      at = quote(message, json, at);
    }
    json[at++] = ']';
    json[at] = '}';
    return json;
  }

  private static int quotedSize(byte[] text) {
    int size = 2;
    for (byte b : text) {
      size = Math.addExact(size, escapedSize(b));
    }
    return size;
  }

  private static int escapedSize(byte b) {
    return switch (b) {
      case '"', '\\', '\b', '\t', '\n', '\f', '\r' -> 2;
      default -> b >= 0 && b < ' ' ? UNICODE_ESCAPE : 1;
    };
  }

  /** Writes a text in quotes; the position behind it. */
  private static int quote(byte[] text, byte[] json, int position) {
    int at = position;
    json[at++] = '"';
    for (byte b : text) {
      int size = escapedSize(b);
      if (size == 1) {
        json[at++] = b;
      } else if (size == 2) {
        json[at++] = '\\';
        json[at++] = letter(b);
      } else {
        at = unicode(b, json, at);
      }
    }
    json[at++] = '"';
    return at;
  }

  private static byte letter(byte b) {
    return switch (b) {
      case '\b' -> 'b';
      case '\t' -> 't';
      case '\n' -> 'n';
      case '\f' -> 'f';
      case '\r' -> 'r';
      default -> b;
    };
  }

  private static int unicode(byte control, byte[] json, int position) {
    json[position] = '\\';
    json[position + 1] = 'u';
    json[position + 2] = '0';
    json[position + 3] = '0';
    json[position + 4] = HEX[control >> 4];
    json[position + 5] = HEX[control & 0xF];
    return position + UNICODE_ESCAPE;
  }
}
