package dev.anqa.socket;

import dev.anqa.limits.Cap;
import dev.anqa.limits.LimitMode;
import dev.anqa.limits.Limits;
import java.util.Objects;

/**
 * What one connection of a {@link SocketHandler} may take. Each limit takes a number, which is
 * enforced, or a {@link Cap} in any mode.
 *
 * @param maxChannels topics joined at a time; a further join is refused with {@code too many
 *     channels joined}; 100 by default, as in Phoenix
 * @param joinsPerSecond joins within a second, and as many at once; a further one is refused with
 *     {@code too many joins}; 200 by default
 * @param messagesPerSecond messages received within a second, joins, heartbeats and pings included,
 *     and as many at once; above it the connection is closed with 1008; 2,000 by default
 * @param mailboxCapacity messages that wait for one channel; a further one of the client is
 *     answered with the error {@code mailbox full}; 1,024 by default
 * @param backlogBytes received and not handled yet, over all channels; above it the connection is
 *     not read, so that its client waits; 1 MiB by default
 */
public record SocketLimits(
    Cap maxChannels,
    Cap joinsPerSecond,
    Cap messagesPerSecond,
    Cap mailboxCapacity,
    Cap backlogBytes) {
  /** Checks that all are there. */
  public SocketLimits {
    Objects.requireNonNull(maxChannels, "maxChannels");
    Objects.requireNonNull(joinsPerSecond, "joinsPerSecond");
    Objects.requireNonNull(messagesPerSecond, "messagesPerSecond");
    Objects.requireNonNull(mailboxCapacity, "mailboxCapacity");
    Objects.requireNonNull(backlogBytes, "backlogBytes");
  }

  /** The defaults, which no client of Phoenix meets. */
  public static SocketLimits standard() {
    return new SocketLimits(
        Cap.enforce(100),
        Cap.enforce(200),
        Cap.enforce(2_000),
        Cap.enforce(1_024),
        Cap.enforce(1 << 20));
  }

  /** The same, with another number of channels; see {@link #maxChannels(Cap)}. */
  public SocketLimits maxChannels(int channels) {
    return maxChannels(Cap.enforce("maxChannels", channels));
  }

  /**
   * The same, with another limit of channels; at least as many joins are then allowed in a second,
   * since a client that comes back joins all its channels at once.
   */
  public SocketLimits maxChannels(Cap channels) {
    Cap joins =
        channels.mode() == LimitMode.OFF
            ? joinsPerSecond
            : joinsPerSecond.atLeast(channels.maximum());
    return new SocketLimits(channels, joins, messagesPerSecond, mailboxCapacity, backlogBytes);
  }

  /** The same, with another number of joins. */
  public SocketLimits joinsPerSecond(int joins) {
    return joinsPerSecond(Cap.enforce("joinsPerSecond", joins));
  }

  /** The same, with another limit of joins. */
  public SocketLimits joinsPerSecond(Cap joins) {
    return new SocketLimits(maxChannels, joins, messagesPerSecond, mailboxCapacity, backlogBytes);
  }

  /** The same, with another number of messages. */
  public SocketLimits messagesPerSecond(int messages) {
    return messagesPerSecond(Cap.enforce("messagesPerSecond", messages));
  }

  /** The same, with another limit of messages. */
  public SocketLimits messagesPerSecond(Cap messages) {
    return new SocketLimits(maxChannels, joinsPerSecond, messages, mailboxCapacity, backlogBytes);
  }

  /** The same, with another length of mailboxes. */
  public SocketLimits mailboxCapacity(int messages) {
    return mailboxCapacity(Cap.enforce("mailboxCapacity", messages));
  }

  /** The same, with another limit of mailboxes. */
  public SocketLimits mailboxCapacity(Cap messages) {
    return new SocketLimits(maxChannels, joinsPerSecond, messagesPerSecond, messages, backlogBytes);
  }

  /** The same, with another number of bytes. */
  public SocketLimits backlogBytes(long bytes) {
    return backlogBytes(Cap.enforce("backlogBytes", bytes));
  }

  /** The same, with another limit of bytes. */
  public SocketLimits backlogBytes(Cap bytes) {
    return new SocketLimits(maxChannels, joinsPerSecond, messagesPerSecond, mailboxCapacity, bytes);
  }

  /**
   * Puts them in force at a mount.
   *
   * @param scope of no other mount; see {@link Limits#unusedScope}
   */
  public MountLimits at(String scope, Limits limits) {
    return new MountLimits(
        limits.add("channels per connection", scope, "SocketLimits.maxChannels", maxChannels),
        limits.add("joins per second", scope, "SocketLimits.joinsPerSecond", joinsPerSecond),
        limits.add(
            "messages per second", scope, "SocketLimits.messagesPerSecond", messagesPerSecond),
        limits.add("messages in a mailbox", scope, "SocketLimits.mailboxCapacity", mailboxCapacity),
        limits.add("bytes not handled", scope, "SocketLimits.backlogBytes", backlogBytes));
  }
}
