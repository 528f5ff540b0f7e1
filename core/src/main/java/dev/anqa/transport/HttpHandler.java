package dev.anqa.transport;

/** Answers the HTTP requests that are no handshakes: a page, a health check. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers a request; called on a virtual thread, many at once, and may block.
   *
   * @throws IllegalArgumentException out of {@link HttpRequest#params}: HTTP 400
   * @throws Exception anything else: HTTP 500, and a telemetry event
   */
  HttpResponse handle(HttpRequest request) throws Exception;
}
