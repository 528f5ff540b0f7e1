package dev.anqa.inspect;

import dev.anqa.socket.SessionRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The connections and channels of one moment, counted by what the application called them.
 *
 * @param nanos when the look ended, for a look at many takes long
 * @param connections how many there are by handler and transport
 * @param channels what there is by handler and route
 */
public record Census(long nanos, Map<Key, Integer> connections, Map<Key, Channels> channels) {
  /**
   * Two labels.
   *
   * @param socket the name of the handler
   * @param other a transport, or the pattern of a route
   */
  public record Key(String socket, String other) {}

  /**
   * The channels of one route.
   *
   * @param count how many are joined
   * @param waiting messages in all their mailboxes
   * @param deepest messages in the mailbox that has most
   */
  public record Channels(int count, long waiting, int deepest) {
    /** None. */
    public static final Channels NONE = new Channels(0, 0, 0);

    Channels and(int mailbox) {
      return new Channels(count + 1, waiting + mailbox, Math.max(deepest, mailbox));
    }
  }

  /**
   * Counts; walks over all connections and channels, on the calling thread.
   *
   * @param nanos a clock
   */
  public static Census take(SessionRegistry sessions, LongSupplier nanos) {
    Map<Key, Integer> connections = new HashMap<>();
    Map<Key, Channels> channels = new HashMap<>();
    sessions.walk(
        socket -> connections.merge(new Key(socket.socket(), socket.transport()), 1, Integer::sum),
        (channel, mailbox) ->
            channels.compute(
                new Key(channel.socket(), channel.route()),
                (_, before) -> (before == null ? Channels.NONE : before).and(mailbox)));
    return new Census(nanos.getAsLong(), connections, channels);
  }
}
