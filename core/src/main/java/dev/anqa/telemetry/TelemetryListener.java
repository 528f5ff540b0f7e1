package dev.anqa.telemetry;

/**
 * Somebody who is told of events; {@code :telemetry.attach} in Phoenix.
 *
 * <p>Called on the thread on which an event happens, often an event loop, and on many at once: it
 * must be quick and must not block. One that throws is detached; see {@link
 * TelemetryEvent.ListenerDetached}.
 */
@FunctionalInterface
public interface TelemetryListener {
  /** Takes one event of a kind that it {@linkplain #wants wants}. */
  void handle(TelemetryEvent event);

  /**
   * Whether it is to be told of such events; all by default.
   *
   * <p>Asked before each event, so that the answer may change while the program runs; what nobody
   * wants is not even made.
   */
  default boolean wants(Class<? extends TelemetryEvent> kind) {
    return true;
  }
}
