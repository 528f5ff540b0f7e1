package dev.anqa.cli;

import io.netty.channel.Channel;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The events between the threads on which they happen and the one that prints them.
 *
 * <p>Bounded by TCP: while {@value #PAUSE_BYTES} bytes wait, the socket is not read, so that a slow
 * reader of our stdout slows down the server instead of filling our memory. Pings and what we send
 * go on.
 */
final class Inbox {
  private static final long PAUSE_BYTES = 1 << 20;
  private static final long RESUME_BYTES = PAUSE_BYTES / 2;

  /** What an event costs besides its bytes; a flood of empty frames is bounded too. */
  private static final long EVENT_BYTES = 64;

  private final BlockingDeque<Event> events = new LinkedBlockingDeque<>();
  private final AtomicLong waitingBytes = new AtomicLong();

  /** Adds what came from the channel and stops reading from it when too much waits. */
  void receive(Event event, Channel channel) {
    long waiting = waitingBytes.addAndGet(weight(event));
    events.addLast(event);
    if (waiting >= PAUSE_BYTES) {
      channel.config().setAutoRead(false);
      resume(channel); // The reader may have emptied the inbox before it could see the pause.
    }
  }

  /** Adds an event that does not wait for those before it; any thread. */
  void interrupt(Event event) {
    waitingBytes.addAndGet(weight(event));
    events.addFirst(event);
  }

  /** The next event; null when none waits. */
  @Nullable Event poll(Channel channel) {
    var event = events.pollFirst();
    if (event != null) {
      taken(event, channel);
    }
    return event;
  }

  /** The next event, waiting for it. */
  Event take(Channel channel) throws InterruptedException {
    var event = events.takeFirst();
    taken(event, channel);
    return event;
  }

  private void taken(Event event, Channel channel) {
    waitingBytes.addAndGet(-weight(event));
    resume(channel);
  }

  private void resume(Channel channel) {
    if (waitingBytes.get() <= RESUME_BYTES && !channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  private static long weight(Event event) {
    return EVENT_BYTES
        + switch (event) {
          case Event.Text(var bytes) -> bytes.readableBytes();
          case Event.Binary(var bytes) -> bytes.readableBytes();
          case Event.Control _,
              Event.Closed _,
              Event.Failed _,
              Event.OutputFailed _,
              Event.Interrupted _ ->
              0;
        };
  }
}
