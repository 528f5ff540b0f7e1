package dev.anqa;

import dev.anqa.socket.Drainer;
import dev.anqa.transport.Handshake;
import dev.anqa.transport.HandshakeInterceptor;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.Interception;

/** Lets nobody in while the node drains: clients shall go to another one. */
final class DrainingGate implements HandshakeInterceptor {
  private final Drainer drainer;

  DrainingGate(Drainer drainer) {
    this.drainer = drainer;
  }

  @Override
  public Interception intercept(Handshake handshake) {
    return drainer.isDraining()
        ? Interception.answer(retryLater(drainer, HttpResponse.empty(503)))
        : Interception.proceed();
  }

  @Override
  public String name() {
    return "draining";
  }

  static HttpResponse retryLater(Drainer drainer, HttpResponse response) {
    return response.with("retry-after", Long.toString(drainer.retryAfterSeconds()));
  }
}
