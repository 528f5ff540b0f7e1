package dev.anqa.inspect;

import java.util.Locale;

/** What can be traced. */
public enum TraceKind {
  /** {@code connect} returned. */
  CONNECT,
  /** A connection is over. */
  CLOSE,
  /** {@code join} returned. */
  JOIN,
  /** A client leaves a topic. */
  LEAVE,
  /** Somebody subscribed to a topic: a channel whose join is through, or anybody else. */
  SUBSCRIBE,
  /** Somebody is no longer subscribed to a topic. */
  UNSUBSCRIBE,
  /** {@code handleIn} returned. */
  HANDLE_IN,
  /** {@code handleOut} returned. */
  HANDLE_OUT,
  /** A channel pushed to its client. What subscribers get of a broadcast is no push. */
  PUSH,
  /** A channel replied to its client, to a join excepted. */
  REPLY,
  /** A broadcast was handed on, of this node or another. */
  BROADCAST,
  /** A callback threw. */
  CRASH;

  /** As it is written: {@code handle_in}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
