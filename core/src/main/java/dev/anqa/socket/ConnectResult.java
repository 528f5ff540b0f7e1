package dev.anqa.socket;

import dev.anqa.channel.Assigns;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an application's {@link SocketHandler.Connect} decides. */
public sealed interface ConnectResult {
  /**
   * The client may connect.
   *
   * @param assigns for all its channels
   * @param id a topic on which the event {@code disconnect} closes this connection, such as {@code
   *     users_socket:7}; null for none
   */
  record Accepted(Assigns assigns, @Nullable String id) implements ConnectResult {
    /** The same, with an id. */
    public Accepted id(String id) {
      return new Accepted(assigns, id);
    }
  }

  /**
   * The client may not connect.
   *
   * @param reason for the transport's error handler; null for HTTP 403
   */
  record Refused(@Nullable String reason) implements ConnectResult {}

  /** The client may connect. */
  static Accepted ok() {
    return new Accepted(Assigns.none(), null);
  }

  /** The client may connect, and its channels see these values. */
  static Accepted ok(Map<String, ?> assigns) {
    return new Accepted(Assigns.of(assigns), null);
  }

  /** The client may not connect. */
  static Refused refused() {
    return new Refused(null);
  }

  /** The client may not connect, for a reason that the error handler turns into an answer. */
  static Refused refused(String reason) {
    return new Refused(reason);
  }
}
