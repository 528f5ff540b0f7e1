package dev.anqa.socket;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.serializer.Frame;
import dev.anqa.telemetry.SocketSource;

/**
 * One accepted connection, seen from its transport; the run-time callbacks of {@code
 * Phoenix.Socket.Transport}.
 *
 * <p>All methods are called on the thread of the connection's {@link Outbound}, never block and
 * never throw. What ends a connection from inside, it does by {@link Outbound#close}.
 */
public interface Session {
  /**
   * What telemetry calls the connection; the same object at each call, and any thread may call. See
   * {@link SessionRegistry#source}.
   */
  SocketSource source();

  /** The connection stands; called once, first. */
  void opened(Outbound outbound);

  /** A text or binary frame came; {@code handle_in/2}. */
  void receive(Frame frame);

  /** A ping or pong came, a ping being answered already; {@code handle_control/2}. */
  void control(Frame frame);

  /**
   * The connection is over; called once, last.
   *
   * @param reason what channels are told
   */
  void closed(StopReason reason);
}
