package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses what goes to a loop's clients, each message by itself (RFC 7692, section 7.2.1).
 *
 * <p>No context is taken over, so the bytes made for one client are good for every client, also for
 * those of other loops, and one deflater serves them all. Touched on the loop's thread only.
 */
final class MessageDeflater {
  private static final int RSV1 = 0x40;

  /** Working memory is kept up to this. */
  private static final int KEPT_BYTES = 64 * 1024;

  /** Ends each flush, and is not sent: 00 00 FF FF. */
  private static final int TAIL_BYTES = 4;

  /** Who gets a message. */
  enum To {
    /** One client, alone. */
    ONE,
    /** One client that did not read, later than others may have got it. */
    ONE_LATE,
    /** Many, also on other loops. */
    MANY
  }

  private final CompressedBroadcasts broadcasts;

  /** Null until the first message; its native memory is freed with this object. */
  private @Nullable Deflater deflater;

  /** What the deflater writes to. */
  private byte[] work = new byte[0];

  private long runs;

  /**
   * Makes one.
   *
   * @param broadcasts what goes to many, of all loops
   */
  MessageDeflater(CompressedBroadcasts broadcasts) {
    this.broadcasts = broadcasts;
  }

  /** How many messages it has compressed, whether or not that made them shorter. */
  long runs() {
    return runs;
  }

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
  ByteBuf encode(Frame frame, To whom, CompressionSettings settings, ByteBufAllocator allocator) {
    ByteBuf whole = Unpooled.buffer(); // Its length shows at its end only.
    write(frame, whom, settings, whole);
    int size = whole.readableBytes();
    return allocator.directBuffer(size, size).writeBytes(whole);
  }

  private void write(Frame frame, To whom, CompressionSettings settings, ByteBuf out) {
    switch (frame) {
      case Frame.Text(byte[] bytes) -> writeData(frame, bytes, whom, settings, out);
      case Frame.Binary(byte[] bytes) -> writeData(frame, bytes, whom, settings, out);
      case Frame.Ping _, Frame.Pong _ -> FrameBytes.write(frame, out);
      case Frame.Several(var frames) -> {
        for (Frame each : frames) {
          write(each, whom, settings, out);
        }
      }
    }
  }

  private void writeData(
      Frame frame, byte[] payload, To whom, CompressionSettings settings, ByteBuf out) {
    if (!wants(frame, settings)) {
      FrameBytes.write(frame, out);
    } else if (whom == To.MANY || (whom == To.ONE_LATE && broadcasts.knows(frame))) {
      byte[] made = broadcasts.payload(frame, () -> deflated(payload, settings.level()));
      writeDeflated(frame, made, made.length, out);
    } else {
      int length = deflate(payload, settings.level());
      writeDeflated(frame, work, length, out);
      tidy();
    }
  }

  /** Writes a frame; as it is if its compressed length is 0. */
  private static void writeDeflated(Frame frame, byte[] compressed, int length, ByteBuf out) {
    if (length == 0) {
      FrameBytes.write(frame, out);
    } else {
      int opcode = frame instanceof Frame.Text ? FrameBytes.TEXT : FrameBytes.BINARY;
      FrameBytes.write(opcode | RSV1, compressed, length, out);
    }
  }

  /** Compresses into an array of its own; empty if the payload would not become shorter. */
  private byte[] deflated(byte[] payload, int level) {
    int length = deflate(payload, level);
    byte[] made = Arrays.copyOf(work, length);
    tidy();
    return made;
  }

  private void tidy() {
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
    runs++;
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
