package dev.anqa.transport;

import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;

/** Sees to it that a request is answered, whatever happens on the way. */
final class Answering {
  /** Something that leads to an answer. */
  @FunctionalInterface
  interface Step {
    /**
     * Goes on.
     *
     * @throws Refused to answer so
     * @throws Exception anything else: HTTP 500
     */
    void run() throws Exception;
  }

  private Answering() {}

  /** Takes a step; if it fails, the client is answered, and telemetry told. */
  static void attempt(Exchange exchange, Telemetry telemetry, Step step) {
    HttpRequest request = exchange.request();
    try {
      step.run();
    } catch (Refused refused) {
      refused.tell(request.path(), telemetry);
      exchange.respond(refused.response());
    } catch (Throwable thrown) { // An Error too: the client must not wait for ever.
      if (thrown.getCause() instanceof Refused refused) { // Out of HttpRequest.params().
        exchange.respond(refused.response());
        return;
      }
      telemetry.emit(new TelemetryEvent.RequestFailed(request.method(), request.path(), thrown));
      exchange.respond(HttpResponse.text(500, "Internal Server Error"));
    }
  }
}
