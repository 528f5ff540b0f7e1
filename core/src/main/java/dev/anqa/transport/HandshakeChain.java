package dev.anqa.transport;

import dev.anqa.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.List;

/** The interceptors of a mount, in the order in which they are asked. */
final class HandshakeChain {
  private final List<HandshakeInterceptor> interceptors;

  /** The given ones, behind the origin check unless that is among them. */
  HandshakeChain(List<HandshakeInterceptor> interceptors) {
    List<HandshakeInterceptor> all = new ArrayList<>(interceptors);
    if (!all.contains(OriginCheck.here())) {
      all.addFirst(OriginCheck.here());
    }
    this.interceptors = List.copyOf(all);
  }

  /** Asks one after the other; returns if all of them let the handshake pass. */
  void run(Handshake handshake) throws Refused {
    for (HandshakeInterceptor interceptor : interceptors) {
      switch (ask(interceptor, handshake)) {
        case Interception.Proceed _ -> {}
        case Interception.Answered(HttpResponse response) -> {
          boolean told = interceptor instanceof OriginCheck;
          throw new Refused(response, told ? null : interceptor.name());
        }
      }
    }
  }

  private static Interception ask(HandshakeInterceptor interceptor, Handshake handshake)
      throws Refused {
    try {
      Interception interception = interceptor.intercept(handshake);
      if (interception == null) {
        throw new IllegalStateException(
            "interceptor %s returned null. Return Interception.proceed() or answer(response)."
                .formatted(interceptor.name()));
      }
      return interception;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError thrown) {
      HttpRequest request = handshake.request();
      handshake
          .mount()
          .telemetry()
          .emit(new TelemetryEvent.RequestFailed(request.method(), request.path(), thrown));
      throw new Refused(HttpResponse.text(500, "Internal Server Error"), null);
    }
  }
}
