package dev.anqa.transport;

import dev.anqa.channel.Sheddable;
import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
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
  private static final int COUNT_MILLIS = 100;

  /**
   * What a frame that is held back takes beside its bytes, roughly: the objects around it. Without
   * it, small frames would take many times what is allowed.
   */
  private static final int HELD_OVERHEAD = 300;

  /** So much is given to the system at once of what was held back. */
  static final int MARK = 64 * 1024;

  private static final AtomicIntegerFieldUpdater<WebSocketOutbox> QUEUED =
      AtomicIntegerFieldUpdater.newUpdater(WebSocketOutbox.class, "queued");

  private final Loop loop;
  private final ChannelHandlerContext ctx;
  private final int maxPendingBytes;
  private final WebSocketListener listener;
  private final FrameWriter writer;

  /** Told on the loop, with the bytes pending, that the limit is exceeded; perhaps repeatedly. */
  private final LongConsumer overflow;

  /** Bytes of frames that other threads sent and the loop has not yet taken. */
  private volatile int queued;

  /** Whether frames are dropped; never goes back. */
  private volatile boolean ended;

  /**
   * What is held back; null while the client reads. Touched on the event loop only, but for a look
   * at whether there is something, which may come a moment late.
   */
  private volatile @Nullable HeldFrames held;

  // Touched on the event loop only.

  /** Bytes that are held back. */
  private long heldBytes;

  /** Bytes put into the writer since the last flush. */
  private long unflushed;

  /** What the system had not taken after the last flush, and what is held back. */
  private long pending;

  /** What may be written until the next flush. */
  private long allowance;

  /** Whether what is pending will be counted again. */
  private boolean awaited;

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
    this.writer = new FrameWriter(loop, ctx, settings.compression());
    this.overflow = overflow;
    this.allowance = maxPendingBytes;
    settings.shareRoom(ctx.channel().config());
  }

  // For any thread.

  /** Sends a frame behind what this thread sent before. */
  void send(Frame frame) {
    if (loop.mayWrite()) {
      write(frame);
    } else if (!ended) {
      int size = FrameBytes.size(frame);
      int waiting = QUEUED.getAndAdd(this, size);
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

  /** Sends a frame that may be dropped behind what this thread sent before. */
  void send(Frame frame, Sheddable as) {
    if (loop.mayWrite()) {
      write(frame, as);
    } else if (!ended) {
      int size = FrameBytes.size(frame);
      if (!hasRoom(size) || !lined(new OutgoingSheddable(this, frame, size, as), size)) {
        listener.dropped(as.route(), size);
      }
    }
  }

  /** Whether there is room, perhaps after a while: half is left to what must not be dropped. */
  private boolean hasRoom(int size) {
    return hasRoomNow(size) || RoomInLine.await(() -> hasRoomNow(size), () -> ended);
  }

  private boolean hasRoomNow(int size) {
    long waiting = queued;
    return waiting == 0 || waiting + size <= maxPendingBytes / 2;
  }

  private boolean lined(Runnable task, int size) {
    QUEUED.getAndAdd(this, size);
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      QUEUED.getAndAdd(this, -size);
      return false;
    }
  }

  /** A frame that may be dropped on its way from another thread to the loop. */
  private record OutgoingSheddable(WebSocketOutbox outbox, Frame frame, int size, Sheddable as)
      implements Runnable {
    @Override
    public void run() {
      QUEUED.getAndAdd(outbox, -size);
      outbox.write(frame, as);
    }
  }

  /** Sends a frame behind what this thread sent before, but past what is held back. */
  void sendFirst(Frame frame) {
    if (held == null) {
      send(frame);
    } else {
      inLine(() -> writeNow(frame));
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
    held = null;
    heldBytes = 0;
    writer.drop();
    count(0);
  }

  /** Writes a frame, past those that wait in the loop's queue. */
  void write(Frame frame) {
    if (held == null) {
      writeNow(frame);
    } else if (!ended) {
      hold(frame, /* as= */ null);
    }
  }

  /** As {@link #write(Frame)}, a frame that may be dropped. */
  private void write(Frame frame, Sheddable as) {
    if (!isBehind()) {
      writeNow(frame);
    } else if (!ended) {
      hold(frame, as);
    }
  }

  /** Whether frames are held back, or would have to be. */
  boolean isBehind() {
    if (held != null) {
      return true;
    }
    writer.write(); // Whether the client reads shows by what was written.
    if (ctx.channel().isWritable()) {
      return false;
    }
    flush(); // It may be this turn's own work that the system has only to be given.
    return !ctx.channel().isWritable();
  }

  private void hold(Frame frame, @Nullable Sheddable as) {
    if (held == null) {
      held = new HeldFrames(listener, FrameBytes::size, HELD_OVERHEAD);
    }
    HeldFrames into = held;
    long allowed = allowed();
    if (into.add(frame, as, Math.max(0, allowed - (pending - heldBytes)))) {
      if (into.wasShort() && allowed < maxPendingBytes) {
        listener.pendingOfAll().refused();
      }
      countHeld(into);
    } else {
      long tooMuch = pending + FrameBytes.size(frame);
      held = null;
      count(pending - heldBytes);
      heldBytes = 0;
      overflow.accept(tooMuch);
    }
  }

  /** As {@link #write(Frame)}, past those that are held back, too. */
  void writeNow(Frame frame) {
    if (ended) {
      return;
    }
    if (unflushed > allowance) {
      flush();
      if (allowance < 0 && !madeRoom(FrameBytes.size(frame))) {
        overflow.accept(pending);
        return;
      }
    }
    put(frame);
  }

  /** Drops of what is held back what may be dropped, for what goes past it. */
  private boolean madeRoom(int size) {
    if (held != null) {
      HeldFrames from = held;
      from.shrink(allowed() - (pending - heldBytes) - size);
      countHeld(from);
      allowance = allowed() - pending;
    }
    return allowance >= 0;
  }

  private void put(Frame frame) {
    written(writer.put(frame));
    if (unflushed >= MARK) {
      writer.write(); // Enough for one buffer.
    }
  }

  /** Writes the last frame, and ends this; tells when that has left. */
  ChannelFuture writeLast(CloseFrame frame) {
    while (held != null) {
      writeHeld(); // What came before the close leaves before it.
    }
    writer.write();
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
    writer.write();
    ctx.flush();
    ChannelOutboundBuffer left = ctx.channel().unsafe().outboundBuffer(); // Null once it is cut.
    long now = (left == null ? 0 : left.totalPendingWriteBytes()) + heldBytes;
    if (now != pending) { // Not for a client that reads.
      count(now);
    }
    allowance = allowed() - now; // Others may have been read since.
    if (now > heldBytes && !awaited) {
      countLater();
    }
    if (held != null) {
      writable();
    }
  }

  /** Counts anew in a while: the system takes what it was given, and nobody else would say. */
  private void countLater() {
    if (loop.eventLoop().isShuttingDown()) {
      return;
    }
    awaited = true;
    var _ = loop.eventLoop().schedule(this::countAgain, COUNT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void countAgain() {
    awaited = false;
    flush();
  }

  /** The system may take more: gives it what was held back, as much as it takes. */
  void writable() {
    while (held != null && ctx.channel().isWritable() && unflushed < MARK) {
      writeHeld();
    }
  }

  private void writeHeld() {
    HeldFrames from = held;
    Frame frame = from == null ? null : from.poll();
    if (frame != null) {
      written(writer.writeLate(frame));
    }
    heldBytes = from == null ? 0 : from.bytes();
    if (from == null || from.isEmpty()) {
      held = null;
      listener.caughtUp();
    }
  }

  /** What may be pending now. */
  private long allowed() {
    return Math.min(maxPendingBytes, listener.pendingOfAll().room(pending));
  }

  private void countHeld(HeldFrames now) {
    count(pending - heldBytes + now.bytes());
    heldBytes = now.bytes();
  }

  /** Takes note of what is pending now. */
  private void count(long now) {
    long before = pending;
    pending = now;
    listener.pending(before, now);
    listener.pendingOfAll().changed(before, now);
  }
}
