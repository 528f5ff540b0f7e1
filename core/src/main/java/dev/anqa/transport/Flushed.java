package dev.anqa.transport;

/** Somebody whose messages leave at the end of a turn of the loop. */
interface Flushed {
  /**
   * The turn is at its end; on the loop, once for each {@link Loop#written}. Whoever throws sees to
   * its own client before.
   */
  void flush();
}
