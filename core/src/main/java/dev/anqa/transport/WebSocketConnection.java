package dev.anqa.transport;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.Sheddable;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Partition;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A client on a WebSocket, from the answer 101 on: reads frames for its session, writes what it is
 * sent, and sees to an orderly end (RFC 6455, sections 5 to 7).
 *
 * <p>How it ends:
 *
 * <ul>
 *   <li>The client's close is answered with the same code, and the connection cut when the answer
 *       has left.
 *   <li>A close from here waits for the client's answer, at most the close timeout, and is cut.
 *   <li>Behind a violation nothing can be understood any more: behind our close our side is shut,
 *       and what comes is thrown away, until the client cuts too, or the close timeout. Cutting at
 *       once would let the system take the close frame back, with input unread.
 * </ul>
 *
 * From our close frame on, frames to the client are dropped, and the session gets none.
 *
 * <p>As Phoenix's transports on Cowboy and Bandit. Differs in: silence ends with 1002 as on Bandit,
 * not Cowboy's 1000, after which phoenix.js would not come back; what waits for a client that does
 * not read is bounded.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Writes and closes that fail leave nothing to do.
final class WebSocketConnection extends ChannelInboundHandlerAdapter
    implements Outbound, WebSocketDecoder.Sink {

  private enum State {
    /** Frames go both ways. */
    OPEN,
    /** Our close is sent; the client's is expected, other frames are ignored. */
    CLOSING,
    /** Both are done; what still comes is thrown away. */
    DISCARDING,
    /** There is no connection any more. */
    CUT
  }

  private final Loop loop;
  private final Session session;
  private final WebSocketSettings settings;
  private final WebSocketListener listener;
  private final ChannelHandlerContext ctx;
  private final WebSocketDecoder decoder;
  private final long longMessageBytes;
  private final WebSocketOutbox outbox;

  // Touched on the event loop only.

  private State state = State.OPEN;

  /** Whether the session wants to be given frames. */
  private boolean reading = true;

  /** When our close frame left; null until it is written. */
  private @Nullable ChannelFuture closeLeft;

  /** Where the silence is measured; null if nothing is awaited. */
  private @Nullable IdleSweep sweep;

  // For the sweep: its tick at the last sign of life, and the neighbours; null at the ends.

  long sweepTick;
  @Nullable WebSocketConnection before;
  @Nullable WebSocketConnection behind;

  private WebSocketConnection(
      ChannelPipeline pipeline,
      Session session,
      WebSocketSettings settings,
      WebSocketListener listener,
      Loop loop) {
    this.loop = loop;
    this.session = session;
    this.settings = settings;
    this.listener = listener;
    this.decoder =
        new WebSocketDecoder(settings.maxFrameBytes(), settings.inflation(loop, listener), this);
    this.longMessageBytes = listener.longMessageBytes();
    this.ctx = pipeline.addLast(this).context(this);
    this.outbox = new WebSocketOutbox(loop, ctx, settings, listener, this::overflowed);
  }

  /**
   * Takes a pipeline over: puts the connection at its end, tells the session that it stands, and
   * removes the handlers of HTTP, the last of the list first. What they hand on when they are
   * removed, bytes that came right behind the handshake, is the connection's first input.
   *
   * <p>Called on the event loop, when the answer 101 is written; it need not be flushed. Reading is
   * switched on.
   *
   * @param http the handlers to remove, in the order in which they are in the pipeline
   * @param loop the loop of the pipeline's channel
   */
  static WebSocketConnection upgrade(
      ChannelPipeline pipeline,
      List<? extends ChannelHandler> http,
      Session session,
      WebSocketSettings settings,
      WebSocketListener listener,
      Loop loop) {
    WebSocketConnection connection =
        new WebSocketConnection(pipeline, session, settings, listener, loop);
    connection.open();
    for (ChannelHandler handler : http.reversed()) {
      pipeline.remove(handler);
    }
    return connection;
  }

  private void open() {
    outbox.written(0); // The answer 101 may be there, to be flushed.
    if (settings.idleTimeout() != null) {
      watch(loop.sweep(settings.idleTimeout()));
    }
    session.opened(this);
    if (!ctx.channel().isActive()) {
      channelInactive(ctx); // It was cut during the handshake, and nobody else will say so.
    } else if (state == State.OPEN) {
      ctx.channel().config().setAutoRead(reading);
    }
  }

  // What comes in, on the event loop.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof ByteBuf in) { // Else the end of the HTTP request, handed on.
        read(in);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ByteBuf in) {
    loop.traffic().bytesReceived(in.readableBytes());
    if (state == State.OPEN && sweep != null) {
      sweep.touch(this);
    }
    if (state == State.OPEN || state == State.CLOSING) {
      try {
        decoder.decode(in);
      } catch (WebSocketViolation violation) {
        violated(violation);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Nobody behind cares. What was written while reading leaves at the end of the turn.
  }

  @Override
  public void message(Frame frame) {
    if (state == State.OPEN) {
      loop.traffic().messageReceived();
      if (FrameBytes.size(frame) >= longMessageBytes) {
        listener.longMessage(frame);
      }
      session.receive(frame);
    }
  }

  @Override
  public void control(Frame frame) {
    if (state == State.OPEN && frame instanceof Frame.Ping(byte[] payload)) {
      outbox.writeNow(new Frame.Pong(payload));
    }
    if (state == State.OPEN) { // Still: pongs that nobody reads may have ended it.
      session.control(frame);
    }
  }

  @Override
  public void close(CloseFrame frame) {
    end(frame.echo(), "closed by the client", new StopReason.Closed());
    discard(ChannelFutureListener.CLOSE);
  }

  private void violated(WebSocketViolation violation) {
    String detail = violation.detail();
    if (violation.limit() == WebSocketViolation.Bound.LENGTH) {
      listener.tooLong();
    }
    CloseFrame ours = CloseFrame.of(violation.code(), violation.reason());
    end(ours, detail, new StopReason.TransportFailed(detail));
    discard(_ -> shutOutput());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state == State.OPEN) {
      tell(CloseFrame.ABNORMAL, "the connection broke", new StopReason.Closed());
    }
    state = State.CUT;
    outbox.end();
    watch(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
      ctx.close();
      return;
    }
    loop.failed(cause);
    CloseFrame ours = CloseFrame.of(CloseFrame.INTERNAL_ERROR, "");
    end(ours, "failed: " + cause, new StopReason.Crash(cause));
    discard(_ -> shutOutput());
  }

  /** For the sweep, which lets go of this: nothing came for the time that it measures. */
  void silent() {
    IdleSweep from = sweep;
    sweep = null;
    if (state != State.OPEN) {
      ctx.close();
    } else if (!reading) {
      watch(from); // It is not the client who is silent.
    } else {
      String detail = "nothing received for " + settings.idleTimeout();
      end(CloseFrame.of(CloseFrame.PROTOCOL_ERROR, ""), detail, new StopReason.Inactive());
    }
  }

  /** The client has read, or no longer does. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    outbox.writable();
  }

  // What goes out, from any thread.

  @Override
  public void send(Frame frame) {
    outbox.send(frame);
  }

  @Override
  public void send(Frame frame, Sheddable as) {
    outbox.send(frame, as);
  }

  @Override
  public void sendFirst(Frame frame) {
    outbox.sendFirst(frame);
  }

  @Override
  public boolean isBehind() {
    return outbox.isBehind();
  }

  /**
   * As there.
   *
   * @throws IllegalArgumentException if the code may not be sent
   */
  @Override
  public void close(int code, String reason) {
    CloseFrame frame = CloseFrame.of(code, reason);
    String detail = reason.isEmpty() ? "closed by the server" : reason;
    outbox.inLine(() -> end(frame, detail, new StopReason.Closed()));
  }

  @Override
  public void reading(boolean on) {
    outbox.inLine(() -> setReading(on));
  }

  private void setReading(boolean on) {
    reading = on;
    if (state == State.OPEN) {
      ctx.channel().config().setAutoRead(on);
    }
  }

  /** As there. Once the loop has stopped there is nobody left to run for: tasks are dropped. */
  @Override
  public void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      if (!loop.eventLoop().isShutdown()) {
        throw e;
      }
    }
  }

  @Override
  public boolean inThread() {
    return loop.inThread();
  }

  @Override
  public Partition partition() {
    return loop.partition();
  }

  @Override
  public Executor callbacks() {
    return loop.callbacks();
  }

  @Override
  public Executor callbacks(String code) {
    return loop.callbacks(code);
  }

  @Override
  public String transport() {
    return "websocket";
  }

  // The end, on the event loop.

  /** The one place that decides what becomes of a client for which too much waits. */
  private void overflowed(long pending) {
    if (state == State.OPEN) {
      String detail = listener.slow(pending);
      end(
          CloseFrame.of(CloseFrame.TRY_AGAIN_LATER, detail),
          detail,
          new StopReason.TransportFailed(detail));
    }
  }

  /** Sends our close frame, and begins to wait for the end; nothing if that was done. */
  private void end(CloseFrame frame, String detail, StopReason reason) {
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    tell(frame.code(), detail, reason);
    closeLeft = outbox.writeLast(frame);
    ctx.channel().config().setAutoRead(true); // For the client's close, and its end.
    watch(loop.sweep(settings.closeTimeout()));
  }

  private void tell(int code, String detail, StopReason reason) {
    listener.closed(code, detail);
    // As a task of its own: we may be in the middle of a call from the session.
    loop.execute(() -> session.closed(reason));
  }

  /** Expects nothing more of the client; takes the last step when our close frame has left. */
  private void discard(ChannelFutureListener lastStep) {
    if (state == State.CLOSING && closeLeft != null) {
      state = State.DISCARDING;
      closeLeft.addListener(lastStep);
    }
  }

  private void shutOutput() {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (ctx.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      ctx.close();
    }
  }

  private void watch(@Nullable IdleSweep next) {
    if (sweep != null) {
      sweep.remove(this);
    }
    sweep = next;
    if (next != null) {
      next.add(this);
    }
  }
}
