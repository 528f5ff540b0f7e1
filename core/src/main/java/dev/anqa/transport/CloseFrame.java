package dev.anqa.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The end of a WebSocket, as it is told in a close frame (RFC 6455, section 5.5.1).
 *
 * @param code {@link #NO_CODE} for a frame without one
 * @param reason a short text, at most 123 bytes of UTF-8
 */
record CloseFrame(int code, String reason) {
  /** The service goes away: {@code disconnect} on the socket's id. */
  static final int GOING_AWAY = 1001;

  /** The peer broke the protocol, or was silent for too long. */
  static final int PROTOCOL_ERROR = 1002;

  /** There was no code in the frame; never sent. */
  static final int NO_CODE = 1005;

  /** The connection ended without a close frame; never sent. */
  static final int ABNORMAL = 1006;

  /** A text was not UTF-8, or a compressed message could not be inflated. */
  static final int BAD_TEXT = 1007;

  /** The peer is within the protocol, but behaves as no client does. */
  static final int POLICY_VIOLATION = 1008;

  /** A frame or message was too long. */
  static final int TOO_BIG = 1009;

  /** A callback failed. */
  static final int INTERNAL_ERROR = 1011;

  /** The peer does not read what is sent to it, and may come back. */
  static final int TRY_AGAIN_LATER = 1013;

  private static final int MAX_REASON_BYTES = 123;

  /**
   * A close frame to be sent; a reason that is too long is cut.
   *
   * @throws IllegalArgumentException if the code may not be sent
   */
  static CloseFrame of(int code, String reason) {
    if (code < 1000 || code > 4999 || code == 1004 || code == 1005 || code == 1006) {
      throw new IllegalArgumentException(
          "close code: " + code + " (expected: 1000 to 4999, but not 1004, 1005 and 1006)");
    }
    return new CloseFrame(code, shortened(reason));
  }

  /** Reads a payload, and checks it as Phoenix's two servers do. */
  static CloseFrame parse(byte[] payload) throws WebSocketViolation {
    if (payload.length == 0) {
      return new CloseFrame(NO_CODE, "");
    }
    if (payload.length == 1) {
      throw new WebSocketViolation(PROTOCOL_ERROR, "close payload: 1 byte (expected: 0, or 2 up)");
    }
    int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    if (!mayCome(code)) {
      throw new WebSocketViolation(
          PROTOCOL_ERROR,
          "close code: " + code + " (expected: 1000 to 1003, 1007 to 1011, 3000 to 4999)");
    }
    if (!Utf8Check.isUtf8(payload, 2, payload.length)) {
      throw new WebSocketViolation(BAD_TEXT, "close reason: not UTF-8");
    }
    return new CloseFrame(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
  }

  private static boolean mayCome(int code) {
    return code >= 1000 && code <= 1003
        || code >= 1007 && code <= 1011
        || code >= 3000 && code <= 4999;
  }

  /** The answer to this one: the same code, without a text. */
  CloseFrame echo() {
    return new CloseFrame(code, "");
  }

  /** The bytes of the whole frame, header included. */
  int size() {
    return code == NO_CODE ? 2 : 4 + reason.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Writes the whole frame, header included. */
  void write(ByteBuf out) {
    out.writeByte(0x88).writeByte(size() - 2);
    if (code != NO_CODE) {
      out.writeShort(code).writeBytes(reason.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String shortened(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_REASON_BYTES) {
      return reason;
    }
    int end = MAX_REASON_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--; // Within a character.
    }
    return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
  }
}
