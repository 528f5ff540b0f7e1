package dev.anqa.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** The content of an answer on its way, in chunks (RFC 9112, 7.1). */
@SuppressWarnings("FutureReturnValueIgnored") // Writes that fail leave nothing to do.
final class HttpStream implements ResponseStream {
  private final ChannelHandlerContext ctx;

  /** Run on the event loop when the last chunk has left, or could not. */
  private final Runnable done;

  private final AtomicLong pending = new AtomicLong();

  // Touched on the event loop only.

  /** Whether the answer's head is written. */
  private boolean begun;

  /** Tasks of the event loop's own that line up behind others, so that they keep their order. */
  private int waiting;

  /** Whether it ended, from here or by the client. */
  private boolean ended;

  HttpStream(ChannelHandlerContext ctx, Runnable done) {
    this.ctx = ctx;
    this.done = done;
  }

  @Override
  public void write(byte[] bytes) {
    if (bytes.length == 0) {
      return; // An empty chunk would be the last one.
    }
    pending.getAndAdd(bytes.length);
    run(() -> writeNow(bytes));
  }

  private void writeNow(byte[] bytes) {
    if (ended) {
      pending.getAndAdd(-bytes.length);
      return;
    }
    ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)))
        .addListener(_ -> pending.getAndAdd(-bytes.length));
  }

  @Override
  public long pendingBytes() {
    return pending.get();
  }

  @Override
  public void end() {
    run(() -> {
      if (!ended) {
        ended = true;
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(_ -> done.run());
      }
    });
  }

  /** The head is written; on the event loop. */
  void begun() {
    begun = true;
  }

  /** The client has gone; on the event loop. */
  void gone() {
    ended = true;
  }

  private void run(Runnable task) {
    if (!ctx.executor().inEventLoop()) {
      lineUp(task);
    } else if (begun && waiting == 0) {
      task.run();
    } else {
      waiting++;
      lineUp(() -> {
        waiting--;
        task.run();
      });
    }
  }

  private void lineUp(Runnable task) {
    try {
      ctx.executor().execute(task);
    } catch (RejectedExecutionException e) {
      pending.set(0); // The loops have stopped, and the connection is cut.
    }
  }
}
