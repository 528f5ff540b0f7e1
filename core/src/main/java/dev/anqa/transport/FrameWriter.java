package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames into a socket's queue. Those for this client alone are gathered, and leave as one
 * buffer: one piece of memory and one entry of the queue, however many they are. Cuts the
 * connection and throws if there is no memory for a frame. Touched on the event loop only.
 */
final class FrameWriter {
  private enum From {
    TURN,
    GATHERED,
    HELD
  }

  private final Loop loop;
  private final ChannelHandlerContext ctx;

  /** Null if it was not agreed on. */
  private final @Nullable CompressionSettings compression;

  // What is to be written before anything else.

  /** Null while there is nothing. */
  private @Nullable Frame first;

  /** All of them, if there are several; null if not. */
  private @Nullable List<Frame> all;

  FrameWriter(Loop loop, ChannelHandlerContext ctx, @Nullable CompressionSettings compression) {
    this.loop = loop;
    this.ctx = ctx;
    this.compression = compression;
  }

  /**
   * Takes a frame, which is written at the next {@link #write} at the latest; returns its bytes.
   */
  int put(Frame frame) {
    if (compression != null || loop.shares() || frame instanceof Frame.Several) {
      write();
      count(frame);
      return write(frame, From.TURN);
    }
    int size = FrameBytes.size(frame); // Throws for one that is none, which is not to be kept.
    count(frame);
    gather(frame);
    return size;
  }

  private void gather(Frame frame) {
    if (first == null) {
      first = frame;
      return;
    }
    if (all == null) {
      all = new ArrayList<>(4);
      all.add(first);
    }
    all.add(frame);
  }

  /** Writes what is gathered; it is not flushed. */
  void write() {
    Frame frame = first;
    List<Frame> several = all;
    if (frame != null) {
      drop();
      var _ = write(several == null ? frame : new Frame.Several(several), From.GATHERED);
    }
  }

  /** Writes a frame that was held back; returns its bytes. */
  int writeLate(Frame frame) {
    write();
    count(frame);
    return write(frame, From.HELD);
  }

  private void count(Frame frame) {
    loop.traffic().messagesSent(frame instanceof Frame.Several(var frames) ? frames.size() : 1);
  }

  private int write(Frame frame, From from) {
    ByteBuf bytes;
    try {
      bytes =
          switch (from) {
            case TURN -> loop.bytes(frame, ctx.alloc(), compression);
            case GATHERED -> loop.ownBytes(frame, ctx.alloc());
            case HELD -> loop.lateBytes(frame, ctx.alloc(), compression);
          };
    } catch (Throwable thrown) { // There may be no memory. What comes next would be behind a gap.
      var _ = ctx.close();
      throw thrown;
    }
    int size = bytes.readableBytes();
    var _ = ctx.write(bytes, ctx.voidPromise());
    return size;
  }

  /** Forgets what is gathered. */
  void drop() {
    first = null;
    all = null;
  }
}
