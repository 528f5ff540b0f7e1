package dev.anqa.transport;

/**
 * A part of the request that {@code connect} may see; Phoenix's {@code connect_info}.
 *
 * <p>What is not listed is not shown, on purpose: cookies that come with a cross-site handshake
 * must not be taken for a login.
 */
public enum ConnectInfoKey {
  /** The client's TLS certificate; its address is always shown. */
  PEER_DATA,
  /** Scheme, host, port, path and query. */
  URI,
  /** The header {@code user-agent}. */
  USER_AGENT,
  /** All headers that begin with {@code x-}. */
  X_HEADERS,
  /** The headers {@code traceparent} and {@code tracestate}. */
  TRACE_CONTEXT_HEADERS,
  /** All headers that begin with {@code sec-websocket-}. */
  SEC_WEBSOCKET_HEADERS
}
