package dev.anqa.transport;

import dev.anqa.pubsub.SerialExecutor;

/**
 * The thread of a connection, as a {@link Transport} uses it for the sessions that live there; an
 * event loop, so nothing blocks on it.
 */
public interface TransportThread extends SerialExecutor {
  /**
   * Whether a frame that the caller sends may be written at once, ahead of the tasks that wait, as
   * {@link dev.anqa.channel.Outbound#send} has to do on its own thread. If not, the caller is on
   * another thread, or a task that it gave before still waits, and the frame has to line up as a
   * task.
   */
  boolean mayWrite();
}
