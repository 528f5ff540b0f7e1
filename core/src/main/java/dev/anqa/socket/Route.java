package dev.anqa.socket;

import dev.anqa.channel.Assigns;
import dev.anqa.channel.Channel;
import dev.anqa.channel.SlowPolicy;
import java.util.function.Supplier;

/**
 * An entry of the table that leads from topics to channels.
 *
 * @param pattern a literal topic, or a prefix that ends in {@code *}
 * @param channel makes the channel of one join
 * @param assigns merged over the socket's
 * @param slow what becomes of what a client does not read
 * @param work what the callbacks do
 */
record Route(
    String pattern,
    Supplier<? extends Channel> channel,
    Assigns assigns,
    SlowPolicy slow,
    Work work) {
  /** What callbacks do, and so where they may run. */
  enum Work {
    /** They are quick, or block: they may begin on the event loop. */
    QUICK,
    /** They compute for long: they would hold the event loop up. */
    COMPUTING
  }

  Route {
    int star = pattern.indexOf('*');
    if (star >= 0 && star != pattern.length() - 1) {
      throw new IllegalArgumentException(
          "channel pattern: \"%s\" (expected: a topic such as \"stat\", or a prefix that ends in one *, such as \"room:*\")"
              .formatted(pattern));
    }
  }

  Route with(SlowPolicy other) {
    return new Route(pattern, channel, assigns, other, work);
  }

  boolean matches(String topic) {
    return pattern.endsWith("*")
        ? topic.regionMatches(0, pattern, 0, pattern.length() - 1)
        : topic.equals(pattern);
  }
}
