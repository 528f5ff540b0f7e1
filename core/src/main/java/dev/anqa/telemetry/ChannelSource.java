package dev.anqa.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * The channel that an event is about.
 *
 * @param topic such as {@code room:lobby}; chosen by clients, so never a label of a metric
 * @param route the pattern that matched the topic, such as {@code room:*}; one of a known few
 * @param channel the simple name of the channel's class, such as {@code RoomChannel}
 * @param client the connection
 */
public record ChannelSource(String topic, String route, String channel, SocketSource client) {
  /** The name of the socket handler, such as {@code UserSocket}. */
  public String socket() {
    return client.socket();
  }

  /** The id of the connection; null when the handler gave none. */
  public @Nullable String id() {
    return client.id();
  }
}
