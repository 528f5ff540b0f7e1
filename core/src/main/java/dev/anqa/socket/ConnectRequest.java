package dev.anqa.socket;

/**
 * A client that wants to connect.
 *
 * @param transport such as {@code websocket}
 * @param params the query's parameters, and those of the path, which win
 * @param info the parts of the request that the mount's connect info lists
 */
public record ConnectRequest(String transport, Params params, ConnectInfo info) {}
