package dev.anqa.socket;

/**
 * What one connection of a {@link SocketHandler} may take.
 *
 * @param maxChannels topics joined at a time; a further join is refused with {@code too many
 *     channels joined}; 100 by default, as in Phoenix
 * @param mailboxCapacity messages that wait for one channel; a further one of the client is
 *     answered with an error; 1,024 by default
 * @param backlogBytes received and not handled yet, over all channels; above it the connection is
 *     not read, so that its client waits; 1 MiB by default
 */
public record SocketLimits(int maxChannels, int mailboxCapacity, long backlogBytes) {
  /** Checks the values. */
  public SocketLimits {
    requirePositive("maxChannels", maxChannels);
    requirePositive("mailboxCapacity", mailboxCapacity);
    requirePositive("backlogBytes", backlogBytes);
  }

  /** The defaults. */
  public static SocketLimits standard() {
    return new SocketLimits(100, 1_024, 1 << 20);
  }

  /** The same, with another number of channels. */
  public SocketLimits maxChannels(int maxChannels) {
    return new SocketLimits(maxChannels, mailboxCapacity, backlogBytes);
  }

  /** The same, with another length of mailboxes. */
  public SocketLimits mailboxCapacity(int mailboxCapacity) {
    return new SocketLimits(maxChannels, mailboxCapacity, backlogBytes);
  }

  /** The same, with another number of bytes. */
  public SocketLimits backlogBytes(long backlogBytes) {
    return new SocketLimits(maxChannels, mailboxCapacity, backlogBytes);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
