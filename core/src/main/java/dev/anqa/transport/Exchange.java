package dev.anqa.transport;

import dev.anqa.socket.Session;

/** A request and the way to its one answer; any thread may use it. */
interface Exchange extends HttpCall {
  /**
   * Answers 101, and hands the connection to a session. If the client has gone meanwhile, the
   * session is dropped and never opened.
   *
   * @param headers of the answer
   * @param events told of the connection's end
   * @throws IllegalStateException if it is answered already
   */
  void upgrade(
      Headers headers, Session session, WebSocketSettings settings, WebSocketListener events);

  /** Has a task run on the loop if the client goes before it is answered. */
  void whenGone(Runnable task);

  /** Has a task run once the connection, whatever becomes of it, has closed. */
  void whenClosed(Runnable task);

  /** The loop of the connection. */
  Loop loop();
}
