package dev.anqa.transport;

import dev.anqa.socket.Session;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request that waits for its answer. */
final class PendingExchange implements Exchange {
  private final HttpConnection connection;
  private final HttpRequest request;
  private final AtomicBoolean answered = new AtomicBoolean();

  PendingExchange(HttpConnection connection, HttpRequest request) {
    this.connection = connection;
    this.request = request;
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public void respond(HttpResponse response) {
    answer();
    connection.respond(response);
  }

  @Override
  public void upgrade(
      Headers headers, Session session, WebSocketSettings settings, WebSocketListener events) {
    answer();
    connection.upgrade(headers, session, settings, events);
  }

  @Override
  public ResponseStream stream(int status, Headers headers, Runnable gone) {
    answer();
    return connection.stream(status, headers, gone);
  }

  @Override
  public void whenGone(Runnable task) {
    connection.whenGone(task);
  }

  @Override
  public void whenClosed(Runnable task) {
    connection.whenClosed(task);
  }

  @Override
  public Loop loop() {
    return connection.loop();
  }

  private void answer() {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("a request is answered once");
    }
  }
}
