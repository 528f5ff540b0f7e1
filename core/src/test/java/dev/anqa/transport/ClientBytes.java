package dev.anqa.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** What a client sends, byte by byte as RFC 6455 has it. */
final class ClientBytes {
  static final int FIN = 0x80;
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final int MASK = 0x37FA213D;

  private ClientBytes() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A whole text message. */
  static ByteBuf text(String text) {
    return frame(FIN | TEXT, utf8(text));
  }

  /** A close frame with a code and a reason. */
  static ByteBuf close(int code, String reason) {
    byte[] text = utf8(reason);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return frame(FIN | CLOSE, payload);
  }

  /** A masked frame. */
  static ByteBuf frame(int first, byte... payload) {
    ByteBuf out = header(first, payload.length);
    out.writeInt(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.writeByte(payload[i] ^ MASK >>> 24 - i % 4 * 8);
    }
    return out;
  }

  /** The header of a masked frame, up to its length. */
  static ByteBuf header(int first, long length) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(first);
    if (length < 126) {
      out.writeByte(0x80 | (int) length);
    } else if (length < 65_536) {
      out.writeByte(0x80 | 126).writeShort((int) length);
    } else {
      out.writeByte(0x80 | 127).writeLong(length);
    }
    return out;
  }

  /** The bytes of several, in a row. */
  static byte[] all(ByteBuf... parts) {
    ByteBuf joined = Unpooled.wrappedBuffer(parts);
    byte[] bytes = new byte[joined.readableBytes()];
    joined.readBytes(bytes).release();
    return bytes;
  }
}
