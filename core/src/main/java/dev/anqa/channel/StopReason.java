package dev.anqa.channel;

/**
 * Why a channel ended. Phoenix's reasons in one vocabulary: {@code {:shutdown, :left}} is {@link
 * Left}, and so on (spec: lib/phoenix/channel/server.ex).
 */
public sealed interface StopReason {
  /** The channel stopped itself, its work done; the client sees {@code phx_close}. */
  record Normal() implements StopReason {}

  /**
   * The channel stopped itself; the client sees {@code phx_close}.
   *
   * @param detail for telemetry; may be empty
   */
  record Shutdown(String detail) implements StopReason {}

  /** The client left. */
  record Left() implements StopReason {}

  /** The connection ended, by the client or the network. */
  record Closed() implements StopReason {}

  /** The application disconnected the socket's id. */
  record Disconnected() implements StopReason {}

  /** The node is draining, or the connection has reached its maximum age. */
  record Draining() implements StopReason {}

  /** The client was silent for longer than the transport allows. */
  record Inactive() implements StopReason {}

  /** The same client joined the topic again; {@link Channel#terminate} is not called. */
  record DuplicateJoin() implements StopReason {}

  /** The channel was killed from outside; {@link Channel#terminate} is not called. */
  record Killed() implements StopReason {}

  /** A callback threw, or asked for an end with a reason that is no orderly one. */
  record Crash(Throwable cause) implements StopReason {}

  /** The connection broke a rule: what was received could not be decoded, or exceeded a limit. */
  record TransportFailed(String detail) implements StopReason {}

  /** The channel's work is done. */
  static StopReason normal() {
    return new Normal();
  }

  /** The channel shuts down. */
  static StopReason shutdown() {
    return new Shutdown("");
  }

  /** The channel shuts down, and says why. */
  static StopReason shutdown(String detail) {
    return new Shutdown(detail);
  }

  /** The channel gives up; the client sees {@code phx_error}, as if a callback had thrown. */
  static StopReason crash(Throwable cause) {
    return new Crash(cause);
  }

  /** Whether a client whose channel stops itself for this sees {@code phx_close}. */
  default boolean isGraceful() {
    return switch (this) {
      case Crash _, Killed _, TransportFailed _ -> false;
      case Normal _,
          Shutdown _,
          Left _,
          Closed _,
          Disconnected _,
          Draining _,
          Inactive _,
          DuplicateJoin _ ->
          true;
    };
  }

  /** One word of a known few, for telemetry and metrics, such as {@code left}. */
  default String label() {
    return switch (this) {
      case Normal _ -> "normal";
      case Shutdown _ -> "shutdown";
      case Left _ -> "left";
      case Closed _ -> "closed";
      case Disconnected _ -> "disconnected";
      case Draining _ -> "draining";
      case Inactive _ -> "inactive";
      case DuplicateJoin _ -> "duplicate_join";
      case Killed _ -> "killed";
      case Crash _ -> "crash";
      case TransportFailed _ -> "transport_failed";
    };
  }
}
