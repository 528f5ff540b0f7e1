package dev.anqa.transport;

import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops accepting while there are too many connections; those who come then wait in the system's
 * backlog, as behind ranch. Stands in the pipeline of a listening socket.
 */
final class AcceptLimit extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Place> PLACE = AttributeKey.valueOf(AcceptLimit.class, "place");

  private final int maximum;
  private final Telemetry telemetry;
  private final AtomicInteger count = new AtomicInteger();

  AcceptLimit(int maximum, Telemetry telemetry) {
    this.maximum = maximum;
    this.telemetry = telemetry;
  }

  /** What a connection takes up until it closes or is a WebSocket. */
  private final class Place {
    private final Channel listener;
    private final AtomicBoolean taken = new AtomicBoolean(true);

    Place(Channel listener) {
      this.listener = listener;
    }

    void free() {
      if (taken.compareAndSet(true, false) && count.getAndDecrement() == maximum) {
        if (listener.isOpen()) { // Else its loop may have ended, too.
          listener.eventLoop().execute(() -> acceptWhileBelow(listener));
        }
      }
    }
  }

  /** On the listener's event loop, so that what is switched last is right. */
  private void acceptWhileBelow(Channel listener) {
    listener.config().setAutoRead(count.get() < maximum);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Channel accepted) {
      Place place = new Place(ctx.channel());
      accepted.attr(PLACE).set(place);
      if (count.incrementAndGet() == maximum) {
        acceptWhileBelow(ctx.channel());
        telemetry.emit(
            new TelemetryEvent.LimitReached(
                "HTTP connections",
                maximum,
                maximum,
                "HttpOptions.maxConnections",
                TelemetryEvent.LimitStage.DELAYED));
      }
      accepted.closeFuture().addListener(_ -> place.free());
    }
    ctx.fireChannelRead(message);
  }

  /** Counts a connection no longer, though it stands. */
  static void release(Channel accepted) {
    Place place = accepted.attr(PLACE).get();
    if (place != null) {
      place.free();
    }
  }
}
