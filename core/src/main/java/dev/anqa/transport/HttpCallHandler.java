package dev.anqa.transport;

/** As {@link HttpHandler}, for answers that may go on for a while. */
@FunctionalInterface
public interface HttpCallHandler {
  /**
   * Sees to it that a request is answered, now or later; called on a virtual thread, many at once,
   * and may block.
   *
   * @throws Exception anything: HTTP 500, and a telemetry event
   */
  void handle(HttpCall call) throws Exception;
}
