package dev.anqa.telemetry;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The connection that an event is about.
 *
 * @param socket the name of the socket handler, such as {@code UserSocket}; one of a known few
 * @param id the id that the handler gave; null when it gave none. Several connections may share it
 * @param transport such as {@code websocket}
 * @param peer the client's address
 * @param connection its number: unique on this node since the start of the endpoint, rising
 */
public record SocketSource(
    String socket,
    @Nullable String id,
    String transport,
    InetSocketAddress peer,
    long connection) {}
