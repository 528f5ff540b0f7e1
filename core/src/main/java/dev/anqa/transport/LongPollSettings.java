package dev.anqa.transport;

import java.time.Duration;

/**
 * The times of the long-poll transport of one mount; the docs are at {@link LongPollOptions}.
 *
 * @param window how long a poll waits for messages, and a message for being taken
 * @param pubsubTimeout how long a session on another node may take to say that it lives
 * @param tokenMaxAge how long a token is good for
 */
record LongPollSettings(Duration window, Duration pubsubTimeout, Duration tokenMaxAge) {

  /** Phoenix's times. */
  static final LongPollSettings DEFAULT =
      new LongPollSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofDays(14));

  LongPollSettings {
    positive("window", window);
    positive("pubsubTimeout", pubsubTimeout);
    positive("tokenMaxAge", tokenMaxAge);
  }

  /** How long a client may let pass between two polls; it is looked at that often. */
  Duration patience() {
    return window.multipliedBy(3).dividedBy(2);
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
