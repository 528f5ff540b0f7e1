package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses what goes to a loop's clients, each message by itself (RFC 7692, section 7.2.1).
 *
 * <p>No context is taken over, so the bytes made for one client are good for every client, and one
 * deflater serves them all. Touched on the loop's thread only.
 */
final class MessageDeflater {
  private static final int RSV1 = 0x40;

  /** Working memory is kept up to this. */
  private static final int KEPT_BYTES = 64 * 1024;

  /** Ends each flush, and is not sent: 00 00 FF FF. */
  private static final int TAIL_BYTES = 4;

  /** Null until the first message; its native memory is freed with this object. */
  private @Nullable Deflater deflater;

  /** What the deflater writes to. */
  private byte[] work = new byte[0];

  /** Whether there is a message in it that is long enough to be compressed. */
  static boolean wants(Frame frame, CompressionSettings settings) {
    return switch (frame) {
      case Frame.Text(byte[] bytes) -> bytes.length >= settings.minBytes();
      case Frame.Binary(byte[] bytes) -> bytes.length >= settings.minBytes();
      case Frame.Ping _, Frame.Pong _ -> false;
      case Frame.Several(var frames) -> {
        boolean any = false;
        for (Frame each : frames) {
          any |= wants(each, settings);
        }
        yield any;
      }
    };
  }

  /** A buffer with the frame's bytes, header included; compressed where that makes it shorter. */
  ByteBuf encode(Frame frame, CompressionSettings settings, ByteBufAllocator allocator) {
    ByteBuf whole = Unpooled.buffer(); // Its length shows at its end only.
    write(frame, settings, whole);
    int size = whole.readableBytes();
    return allocator.directBuffer(size, size).writeBytes(whole);
  }

  private void write(Frame frame, CompressionSettings settings, ByteBuf out) {
    switch (frame) {
      case Frame.Text(byte[] bytes) -> writeData(frame, bytes, settings, out);
      case Frame.Binary(byte[] bytes) -> writeData(frame, bytes, settings, out);
      case Frame.Ping _, Frame.Pong _ -> FrameBytes.write(frame, out);
      case Frame.Several(var frames) -> {
        for (Frame each : frames) {
          write(each, settings, out);
        }
      }
    }
  }

  private void writeData(Frame frame, byte[] payload, CompressionSettings settings, ByteBuf out) {
    int length = wants(frame, settings) ? deflate(payload, settings.level()) : 0;
    if (length == 0) {
      FrameBytes.write(frame, out);
    } else {
      int opcode = frame instanceof Frame.Text ? FrameBytes.TEXT : FrameBytes.BINARY;
      FrameBytes.write(opcode | RSV1, work, length, out);
    }
    if (work.length > KEPT_BYTES) {
      work = new byte[0];
    }
  }

  /** Compresses into the working memory; 0 if the payload would not become shorter. */
  private int deflate(byte[] payload, int level) {
    Deflater with = deflater;
    if (with == null) {
      with = new Deflater(level, /* nowrap= */ true);
      deflater = with;
    }
    int room = payload.length + TAIL_BYTES;
    if (work.length < room) {
      work = new byte[room];
    }
    with.setLevel(level);
    with.setInput(payload);
    int count = 0;
    do { // Twice where the level changes.
      count += with.deflate(work, count, room - count, Deflater.SYNC_FLUSH);
    } while (!with.needsInput() && count < room);
    with.reset();
    return count < room ? count - TAIL_BYTES : 0;
  }
}
