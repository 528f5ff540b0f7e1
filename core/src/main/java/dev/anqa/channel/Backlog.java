package dev.anqa.channel;

import dev.anqa.limits.Limit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that one connection's client sent and its channels have not handled yet. Above a mark the
 * connection is not read any further until half of it is handled, so that a client that sends
 * faster than its channels work waits, and memory stays bounded. Any thread may call.
 */
public final class Backlog {
  /** What a queued message costs beside its payload, roughly. */
  private static final int OVERHEAD = 128;

  private final Outbound outbound;
  private final Limit limit;

  /** Above this reading stops. */
  private final long highBytes;

  /** From here on, there is something to tell. */
  private final long nearBytes;

  private final AtomicLong bytes = new AtomicLong();

  /** Whether reading was stopped. Touched on the connection's thread only. */
  private boolean stopped;

  /**
   * Makes an empty one.
   *
   * @param limit above it reading stops; as it stands now
   */
  public Backlog(Outbound outbound, Limit limit) {
    this.outbound = outbound;
    this.limit = limit;
    this.highBytes = limit.cap().enforced();
    this.nearBytes = limit.cap().near();
  }

  /** A message with a payload of this size was queued; called on the connection's thread. */
  public void add(int payloadBytes) {
    long now = bytes.addAndGet(payloadBytes + OVERHEAD);
    if (now >= nearBytes && !stopped) {
      var _ = limit.allowsAtOnce(now - payloadBytes - OVERHEAD, now, /* subject= */ null);
      if (now > highBytes) {
        stopped = true;
        outbound.reading(false);
        resumeIfLow(); // It may have been handled in between.
      }
    }
  }

  /** Such a message was handled, or dropped. */
  public void remove(int payloadBytes) {
    long before = bytes.getAndAdd(-(payloadBytes + OVERHEAD));
    if (before > highBytes / 2 && before - payloadBytes - OVERHEAD <= highBytes / 2) {
      outbound.execute(this::resumeIfLow);
    }
  }

  private void resumeIfLow() {
    if (stopped && bytes.get() <= highBytes / 2) {
      stopped = false;
      outbound.reading(true);
    }
  }
}
