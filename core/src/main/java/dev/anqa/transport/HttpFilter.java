package dev.anqa.transport;

/** Stands in front of a handler: may answer in its place, or change its answer. */
@FunctionalInterface
public interface HttpFilter {
  /**
   * Answers a request; called on a virtual thread, many at once, and may block.
   *
   * @param next what answers if nobody else does
   * @throws Exception as {@link HttpHandler#handle}
   */
  HttpResponse filter(HttpRequest request, HttpHandler next) throws Exception;
}
