package dev.anqa.transport;

import dev.anqa.limits.Limit;
import dev.anqa.limits.LimitMode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops accepting while there are too many connections; those who come then wait in the system's
 * backlog, as behind ranch. Stands in the pipeline of a listening socket.
 */
final class AcceptLimit extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Place> PLACE = AttributeKey.valueOf(AcceptLimit.class, "place");

  private static final ChannelFutureListener RELEASE = future -> release(future.channel());

  private final Limit limit;
  private final AtomicInteger count = new AtomicInteger();

  /** Whether some wait; whoever sees it looks again. */
  private volatile boolean delayed;

  AcceptLimit(Limit limit) {
    this.limit = limit;
  }

  /** What a connection takes up until it closes or is a WebSocket; freed by who takes it out. */
  private final class Place {
    private final Channel listener;

    Place(Channel listener) {
      this.listener = listener;
    }

    void free() {
      count.getAndDecrement();
      lookAgain(listener);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    limit.whenSet(() -> lookAgain(ctx.channel()));
  }

  private void lookAgain(Channel listener) {
    if (delayed && listener.isOpen()) { // Else its loop may have ended, too.
      listener.eventLoop().execute(() -> acceptWhileBelow(listener));
    }
  }

  /** On the listener's event loop, so that what is switched last is right. */
  private void acceptWhileBelow(Channel listener) {
    delayed = true; // Before the count is read: whoever frees a place afterwards looks again.
    boolean below = count.get() < limit.cap().enforced();
    delayed = !below;
    listener.config().setAutoRead(below);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Channel accepted) {
      Place place = new Place(ctx.channel());
      accepted.attr(PLACE).set(place);
      int now = count.incrementAndGet();
      // Where it is enforced, whether one more may come; else nobody waits, and this one is judged.
      int more = limit.cap().mode() == LimitMode.ENFORCE ? 1 : 0;
      if (!limit.allowsAtOnce(now + more - 1L, now + more, /* subject= */ null)) {
        acceptWhileBelow(ctx.channel());
      }
      accepted.closeFuture().addListener(RELEASE);
    }
    ctx.fireChannelRead(message);
  }

  /** Counts a connection no longer, though it stands. */
  static void release(Channel accepted) {
    Place place = accepted.attr(PLACE).getAndSet(null);
    if (place != null) {
      place.free();
    }
  }
}
