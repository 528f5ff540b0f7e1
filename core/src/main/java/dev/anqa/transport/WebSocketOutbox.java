package dev.anqa.transport;

import dev.anqa.limits.PendingBytes;
import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames on their way to one client.
 *
 * <p>From the loop's own thread they are written at once, from others through the loop's queue;
 * what is written leaves at the end of the loop's turn. Bytes are counted where they wait, in the
 * loop's queue and behind it until the system takes them, and each of the two may hold as many as
 * the limit, and one frame of any size on top. Whether a client reads is asked only when the limit
 * is near: what it can take is then given to it first.
 */
final class WebSocketOutbox implements Flushed {
  /** What a client that does not read is left with when there is too much for all of them. */
  private static final long SCARCE_ROOM = 64 * 1024;

  private static final VarHandle QUEUED;

  static {
    try {
      QUEUED = MethodHandles.lookup().findVarHandle(WebSocketOutbox.class, "queued", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Loop loop;
  private final ChannelHandlerContext ctx;
  private final int maxPendingBytes;
  private final WebSocketListener listener;

  /** Null if it was not agreed on. */
  private final @Nullable CompressionSettings compression;

  /** Told on the loop, with the bytes pending, that the limit is exceeded; perhaps repeatedly. */
  private final LongConsumer overflow;

  /** Bytes of frames that other threads sent and the loop has not yet taken. */
  private volatile int queued;

  /** Whether frames are dropped; never goes back. */
  private volatile boolean ended;

  // Touched on the event loop only.

  /** Bytes written since the last flush. */
  private long unflushed;

  /** What the system had not taken after the last flush. */
  private long pending;

  /** What may be pending as far as all connections together go. */
  private long room = Long.MAX_VALUE;

  /** What may be written until the next flush. */
  private long allowance;

  /** Whether the loop has a note to flush this. */
  private boolean noted;

  WebSocketOutbox(
      Loop loop,
      ChannelHandlerContext ctx,
      WebSocketSettings settings,
      WebSocketListener listener,
      LongConsumer overflow) {
    this.listener = listener;
    this.loop = loop;
    this.ctx = ctx;
    this.maxPendingBytes = settings.maxPendingBytes();
    this.compression = settings.compression();
    this.overflow = overflow;
    this.allowance = maxPendingBytes;
  }

  // For any thread.

  /** Sends a frame behind what this thread sent before. */
  void send(Frame frame) {
    if (loop.mayWrite()) {
      write(frame);
    } else if (!ended) {
      int size = FrameBytes.size(frame);
      int waiting = (int) QUEUED.getAndAdd(this, size);
      if (waiting > maxPendingBytes) {
        abandon(waiting);
      } else {
        line(new Outgoing(this, frame, size));
      }
    }
  }

  /** A frame on its way from another thread to the loop. */
  private record Outgoing(WebSocketOutbox outbox, Frame frame, int size) implements Runnable {
    @Override
    public void run() {
      QUEUED.getAndAdd(outbox, -size);
      outbox.write(frame);
    }
  }

  /** Runs a task behind the frames that this thread sent before: now, if there are none. */
  void inLine(Runnable task) {
    if (loop.mayWrite()) {
      task.run();
    } else {
      line(task);
    }
  }

  private void line(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      abandon(queued); // What was sent has a gap now.
    }
  }

  /** Gives up, since frames do not fit into the loop's queue any more; past that queue. */
  private void abandon(long pending) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      loop.eventLoop().execute(() -> overflow.accept(pending));
    } catch (RejectedExecutionException e) {
      return; // The loop has stopped, and its connections are cut.
    }
  }

  // On the event loop.

  /** The connection is cut: drops frames from now on. */
  void end() {
    ended = true;
    count(0);
  }

  /** Writes a frame, past those that wait in the loop's queue. */
  void write(Frame frame) {
    if (ended) {
      return;
    }
    if (unflushed > allowance) {
      flush();
      if (allowance < 0) {
        overflow.accept(pending);
        return;
      }
    }
    ByteBuf bytes = loop.bytes(frame, ctx.alloc(), compression);
    int size = bytes.readableBytes();
    loop.traffic().messagesSent(frame instanceof Frame.Several all ? all.frames().size() : 1);
    var _ = ctx.write(bytes, ctx.voidPromise());
    written(size);
  }

  /** Writes the last frame, and ends this; tells when that has left. */
  ChannelFuture writeLast(CloseFrame frame) {
    ended = true;
    int size = frame.size();
    ByteBuf bytes = ctx.alloc().directBuffer(size, size);
    frame.write(bytes);
    ChannelPromise left = ctx.newPromise();
    var _ = ctx.write(bytes, left);
    written(size);
    return left;
  }

  /** Takes note of bytes that somebody wrote to the channel. */
  void written(int size) {
    unflushed += size;
    loop.traffic().bytesSent(size);
    if (!noted) {
      noted = true;
      loop.written(this);
    }
  }

  /** For the loop, at the end of its turn: what is written leaves. */
  @Override
  public void flush() {
    noted = false;
    unflushed = 0;
    ctx.flush();
    ChannelOutboundBuffer left = ctx.channel().unsafe().outboundBuffer(); // Null once it is cut.
    long now = left == null ? 0 : left.totalPendingWriteBytes();
    if (now != pending) { // Not for a client that reads.
      count(now);
    }
    allowance = Math.min(maxPendingBytes, room) - now;
  }

  /** Takes note of what is pending now. */
  private void count(long now) {
    long before = pending;
    pending = now;
    listener.pending(before, now);
    PendingBytes all = listener.pendingOfAll();
    all.add(now - before);
    boolean scarce = now > SCARCE_ROOM && all.areTooMany(before, now);
    room = scarce ? SCARCE_ROOM : Long.MAX_VALUE;
  }
}
