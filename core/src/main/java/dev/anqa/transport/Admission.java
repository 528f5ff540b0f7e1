package dev.anqa.transport;

import dev.anqa.socket.Session;
import org.jspecify.annotations.Nullable;

/** What became of a client that wants to connect; see {@link TransportRequest#admit}. */
public sealed interface Admission {
  /**
   * It is in.
   *
   * @param session of the new connection, not opened yet; if it cannot be, {@link Session#closed}
   *     gives back its place among the connections, and does nothing else
   * @param headers that interceptors want in the answer
   */
  record Accepted(Session session, Headers headers) implements Admission {}

  /**
   * The socket's {@code connect} refused it.
   *
   * @param reason for those who may be told; null if there is none
   */
  record Refused(@Nullable String reason) implements Admission {}

  /**
   * An interceptor has an answer for it, or {@code connect} threw; telemetry is told.
   *
   * @param response to be sent, as it is or in the transport's own way
   */
  record Answered(HttpResponse response) implements Admission {}
}
