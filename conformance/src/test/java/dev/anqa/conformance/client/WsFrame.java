package dev.anqa.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;

/**
 * One WebSocket frame as it stood on the wire, RFC 6455 section 5.2.
 *
 * @param rsv the three reserved bits as a number, RSV1 is 4
 */
@SuppressWarnings("ArrayRecordComponent") // Frames are compared by their lines.
public record WsFrame(boolean fin, int rsv, int opcode, byte[] payload) {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** Of {@link #rsv}: the message is compressed. */
  public static final int RSV1 = 4;

  /** A whole message in one frame. */
  public static WsFrame of(int opcode, byte... payload) {
    return new WsFrame(true, 0, opcode, payload);
  }

  /** A whole message as permessage-deflate has it, RFC 7692 section 7.2.1. */
  public static WsFrame deflated(int opcode, byte... message) {
    Deflater deflater = new Deflater(9, /* nowrap= */ true);
    deflater.setInput(message);
    byte[] buffer = new byte[message.length + 100];
    int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return of(opcode, Arrays.copyOf(buffer, length - 4)).withRsv(RSV1);
  }

  public static WsFrame text(String text) {
    return of(TEXT, text.getBytes(UTF_8));
  }

  /** A close frame with a code and no reason text. */
  public static WsFrame close(int code) {
    return of(CLOSE, (byte) (code >> 8), (byte) code);
  }

  public WsFrame withFin(boolean value) {
    return new WsFrame(value, rsv, opcode, payload);
  }

  public WsFrame withRsv(int bits) {
    return new WsFrame(fin, bits, opcode, payload);
  }

  public String text() {
    return new String(payload, UTF_8);
  }

  /** The code of a close frame, 1005 if it has none. */
  public int closeCode() {
    return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
  }

  /** One line for assertions and transcripts: two frames are alike when these lines are. */
  @Override
  public String toString() {
    String flags = (fin ? "" : "unfinished ") + (rsv == 0 ? "" : "rsv " + rsv + " ");
    return flags
        + switch (opcode) {
          case CONTINUATION -> "continuation " + shortened(text());
          case TEXT -> "text " + shortened(text());
          case BINARY -> "binary " + shortened(HexFormat.of().formatHex(payload));
          case CLOSE ->
              "close " + closeCode() + (payload.length > 2 ? " with a reason: " + text() : "");
          case PING -> "ping " + text();
          case PONG -> "pong " + text();
          default -> "opcode " + opcode + " " + HexFormat.of().formatHex(payload);
        };
  }

  private static String shortened(String text) {
    return text.length() <= 1000
        ? text
        : "%s… (%d characters, hash %x)"
            .formatted(text.substring(0, 100), text.length(), text.hashCode());
  }
}
