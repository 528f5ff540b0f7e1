package dev.anqa.transport;

/**
 * A request and the way to its one answer, at once or piece by piece. Any thread may call any
 * method.
 */
public interface HttpCall {
  /** What was asked. */
  HttpRequest request();

  /**
   * Answers.
   *
   * @throws IllegalStateException if it is answered already
   */
  void respond(HttpResponse response);

  /**
   * Begins an answer that goes on.
   *
   * @param gone run on the connection's thread if the client goes before the end; must not block
   * @throws IllegalStateException if it is answered already
   */
  ResponseStream stream(int status, Headers headers, Runnable gone);
}
