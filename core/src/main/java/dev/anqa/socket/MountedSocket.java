package dev.anqa.socket;

import org.jspecify.annotations.Nullable;

/** What may be mounted at an endpoint: a {@link SocketHandler}, or a socket without channels. */
public interface MountedSocket {
  /** What became of a connection attempt. */
  sealed interface Outcome {
    /** It is accepted, and from now on this session's. */
    record Accepted(Session session) implements Outcome {}

    /**
     * It is refused.
     *
     * @param reason for the transport's error handler; null for a refusal without reason, which is
     *     HTTP 403 on a WebSocket whatever the error handler
     */
    record Refused(@Nullable String reason) implements Outcome {}
  }

  /** The name for logs and metrics, such as {@code UserSocket}. */
  String name();

  /** What each of its connections may take; {@link SocketLimits#standard} by default. */
  default SocketLimits limits() {
    return SocketLimits.standard();
  }

  /**
   * Accepts or refuses a connection; called on a virtual thread, may block.
   *
   * @throws Exception what the application's code threw: HTTP 500 on a WebSocket
   */
  Outcome connect(ConnectRequest request, SocketRuntime runtime) throws Exception;
}
