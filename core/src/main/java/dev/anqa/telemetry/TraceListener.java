package dev.anqa.telemetry;

/**
 * Somebody who is told of every message while he listens; see {@link Telemetry#trace}.
 *
 * <p>Called on the thread on which an event happens, often an event loop, and on many at once: it
 * must be quick and must not block. One that throws is detached.
 */
@FunctionalInterface
public interface TraceListener {
  /** Takes one event. */
  void traced(TraceEvent event);
}
