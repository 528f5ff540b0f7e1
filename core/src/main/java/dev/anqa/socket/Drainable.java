package dev.anqa.socket;

import java.time.Duration;

/** A connection that can be asked to end in order; one that stands is in a registry. */
interface Drainable extends Session {
  /** The close code of a node that goes away for a moment (RFC 6455 registry: Service Restart). */
  int RESTARTING = 1012;

  /** Whether the drainer asks it, when the endpoint stops; always the same. */
  default boolean isDrained() {
    return true;
  }

  /**
   * Answers what was received before, then closes with 1012; channels end as draining. Any thread
   * may call.
   *
   * @param patience how long the answers may take; the connection closes without those that are
   *     still missing
   * @throws java.util.concurrent.RejectedExecutionException if nothing happened, since the
   *     connection's thread has more to do than it can take
   */
  void drain(Duration patience);
}
