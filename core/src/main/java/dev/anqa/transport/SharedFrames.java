package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of the frames that a loop's clients share, for one turn of the loop: a broadcast is
 * copied once to where the system reads it from, header included, and each client gets a view.
 *
 * <p>The last few are known, by identity: a broadcast has one frame for each serializer, and a few
 * more where somebody is left out. Touched on the loop's thread only.
 */
final class SharedFrames {
  private static final int KEPT = 8;

  private final @Nullable Frame[] frames = new Frame[KEPT];
  private final @Nullable ByteBuf[] buffers = new ByteBuf[KEPT];

  /** Where the last one found or made is. */
  private int last;

  /** A buffer with the frame's bytes, to be released by whoever it is written to. */
  ByteBuf view(Frame frame, ByteBufAllocator allocator) {
    ByteBuf known = frames[last] == frame ? buffers[last] : find(frame);
    return (known != null ? known : keep(frame, allocator)).retainedDuplicate();
  }

  /** A buffer with the frame's bytes, for one client alone. */
  static ByteBuf own(Frame frame, ByteBufAllocator allocator) {
    int size = FrameBytes.size(frame);
    ByteBuf buffer = allocator.directBuffer(size, size);
    FrameBytes.write(frame, buffer);
    return buffer;
  }

  private @Nullable ByteBuf find(Frame frame) {
    for (int i = 0; i < KEPT; i++) {
      if (frames[i] == frame) {
        last = i;
        return buffers[i];
      }
    }
    return null;
  }

  private ByteBuf keep(Frame frame, ByteBufAllocator allocator) {
    ByteBuf buffer = own(frame, allocator);
    last = (last + 1) % KEPT;
    ByteBuf oldest = buffers[last];
    if (oldest != null) {
      oldest.release();
    }
    frames[last] = frame;
    buffers[last] = buffer;
    return buffer;
  }

  /** Forgets all; what clients have not yet sent stays theirs. */
  void clear() {
    if (buffers[last] == null) {
      return; // Nothing was shared in this turn.
    }
    for (ByteBuf buffer : buffers) {
      if (buffer != null) {
        buffer.release();
      }
    }
    Arrays.fill(buffers, null);
    Arrays.fill(frames, null);
  }
}
