package dev.anqa.transport;

import java.time.Duration;

/**
 * The times and limits of the long-poll transport of one mount; the docs are at {@link
 * LongPollOptions}.
 *
 * @param window how long a poll waits for messages, and a message for being taken
 * @param pubsubTimeout how long a session on another node may take to say that it lives
 * @param tokenMaxAge how long a token is good for
 * @param maxBodyBytes the longest body of a POST
 * @param maxPendingBytes how much may wait for a client between its polls; one message of any size
 *     may come on top
 */
record LongPollSettings(
    Duration window,
    Duration pubsubTimeout,
    Duration tokenMaxAge,
    int maxBodyBytes,
    int maxPendingBytes) {

  /** Phoenix's times; its adapters' 8,000,000 bytes a body; 4 MiB pending, which has none there. */
  static final LongPollSettings DEFAULT =
      new LongPollSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofDays(14),
          8_000_000,
          4 * 1024 * 1024);

  LongPollSettings {
    positive("window", window);
    positive("pubsubTimeout", pubsubTimeout);
    positive("tokenMaxAge", tokenMaxAge);
    positive("maxBodyBytes", maxBodyBytes);
    positive("maxPendingBytes", maxPendingBytes);
  }

  /** How long a client may let pass between two polls; it is looked at that often. */
  Duration patience() {
    return window.multipliedBy(3).dividedBy(2);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
