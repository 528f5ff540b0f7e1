package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of the frames that a loop's clients share, for one turn of the loop: a broadcast is
 * copied once to where the system reads it from, header included, and each client gets a view. For
 * the clients that agreed on compression it is compressed first, once for those of all loops.
 *
 * <p>The last few are known, by identity: a broadcast has one frame for each serializer, and a few
 * more where somebody is left out. Touched on the loop's thread only.
 */
final class SharedFrames {
  private static final int KEPT = 8;

  private final MessageDeflater deflater;
  private final @Nullable Frame[] frames = new Frame[KEPT];

  // The buffers of each frame; null until somebody wants it so.

  private final @Nullable ByteBuf[] plain = new ByteBuf[KEPT];
  private final @Nullable ByteBuf[] compressed = new ByteBuf[KEPT];

  /** Where the last one found or made is. */
  private int last;

  /**
   * Makes one.
   *
   * @param broadcasts what all loops have compressed
   */
  SharedFrames(CompressedBroadcasts broadcasts) {
    this.deflater = new MessageDeflater(broadcasts);
  }

  /**
   * A buffer with the frame's bytes, to be released by whoever it is written to.
   *
   * @param compression null for a client that did not agree on it
   */
  ByteBuf view(Frame frame, ByteBufAllocator allocator, @Nullable CompressionSettings compression) {
    if (frames[last] != frame) {
      last = place(frame);
    }
    boolean deflated = compression != null && MessageDeflater.wants(frame, compression);
    @Nullable ByteBuf[] buffers = deflated ? compressed : plain;
    ByteBuf buffer = buffers[last];
    if (buffer == null) {
      buffer = bytes(frame, MessageDeflater.To.MANY, allocator, compression);
      buffers[last] = buffer;
    }
    return buffer.retainedDuplicate();
  }

  /** A buffer with the frame's bytes, for one client alone. */
  ByteBuf own(Frame frame, ByteBufAllocator allocator, @Nullable CompressionSettings compression) {
    return bytes(frame, MessageDeflater.To.ONE, allocator, compression);
  }

  /** As {@link #own}, of a frame that was held back: it may be compressed already, for others. */
  ByteBuf late(Frame frame, ByteBufAllocator allocator, @Nullable CompressionSettings compression) {
    return bytes(frame, MessageDeflater.To.ONE_LATE, allocator, compression);
  }

  private ByteBuf bytes(
      Frame frame,
      MessageDeflater.To whom,
      ByteBufAllocator allocator,
      @Nullable CompressionSettings compression) {
    if (compression != null && MessageDeflater.wants(frame, compression)) {
      return deflater.encode(frame, whom, compression, allocator);
    }
    int size = FrameBytes.size(frame);
    ByteBuf buffer = allocator.directBuffer(size, size);
    FrameBytes.write(frame, buffer);
    return buffer;
  }

  /** How many messages were compressed here. */
  long deflations() {
    return deflater.runs();
  }

  /** Where the frame is; it takes the oldest one's place if it is new. */
  private int place(Frame frame) {
    for (int i = 0; i < KEPT; i++) {
      if (frames[i] == frame) {
        return i;
      }
    }
    int place = (last + 1) % KEPT;
    release(place);
    frames[place] = frame;
    return place;
  }

  private void release(int place) {
    release(plain[place]);
    release(compressed[place]);
    plain[place] = null;
    compressed[place] = null;
  }

  private static void release(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
  }

  /** Forgets all; what clients have not yet sent stays theirs. */
  void clear() {
    if (frames[last] == null) {
      return; // Nothing was shared in this turn.
    }
    for (int i = 0; i < KEPT; i++) {
      release(i);
    }
    Arrays.fill(frames, null);
  }
}
