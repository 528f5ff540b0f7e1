package dev.anqa.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what goes over the connections of one event loop, which alone writes; any thread reads.
 */
final class TrafficCount {
  private final AtomicLong bytesReceived = new AtomicLong();
  private final AtomicLong bytesSent = new AtomicLong();
  private final AtomicLong messagesReceived = new AtomicLong();
  private final AtomicLong messagesSent = new AtomicLong();

  void bytesReceived(int count) {
    add(bytesReceived, count);
  }

  void bytesSent(int count) {
    add(bytesSent, count);
  }

  void messageReceived() {
    add(messagesReceived, 1);
  }

  void messagesSent(int count) {
    add(messagesSent, count);
  }

  /** As there is one writer, nothing is lost, and the bus is not locked for each frame. */
  private static void add(AtomicLong counter, int count) {
    counter.setOpaque(counter.getPlain() + count);
  }

  Traffic sum() {
    return new Traffic(
        bytesReceived.getOpaque(),
        bytesSent.getOpaque(),
        messagesReceived.getOpaque(),
        messagesSent.getOpaque());
  }
}
