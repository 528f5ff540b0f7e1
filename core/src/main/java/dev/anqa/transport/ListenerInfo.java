package dev.anqa.transport;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A port of an endpoint, for those who look into a running node.
 *
 * @param address where it is bound
 * @param scheme {@code http} or {@code https}
 * @param accepting whether it takes further connections
 * @param connections how many stand, WebSockets included
 * @param webSockets how many of them are WebSockets
 * @param maxConnections how many connections that are no WebSockets it lets stand, as the limit is
 *     now, see {@link HttpOptions#maxConnections}; {@link Integer#MAX_VALUE} where it refuses none
 * @param options what else it was told, by the names in {@link HttpOptions}
 */
public record ListenerInfo(
    InetSocketAddress address,
    String scheme,
    boolean accepting,
    int connections,
    int webSockets,
    int maxConnections,
    Map<String, Object> options) {}
