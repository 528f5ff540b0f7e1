package dev.anqa.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * The channel that an event is about; one object for all events of one join.
 *
 * @param topic such as {@code room:lobby}; chosen by clients, so never a label of a metric
 * @param route the pattern that matched the topic, such as {@code room:*}; one of a known few
 * @param channel the simple name of the channel's class, such as {@code RoomChannel}
 * @param socket the name of the socket handler, such as {@code UserSocket}
 * @param id the id of the connection; null when the handler gave none
 */
public record ChannelSource(
    String topic, String route, String channel, String socket, @Nullable String id) {}
