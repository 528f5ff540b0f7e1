package dev.anqa.transport;

import java.util.Objects;

/** What a {@link HandshakeInterceptor} decides. */
public sealed interface Interception {
  /** The next interceptor is asked, and after the last one the socket's {@code connect}. */
  record Proceed() implements Interception {
    private static final Proceed INSTANCE = new Proceed();
  }

  /**
   * The client gets this answer and no connection; nobody else is asked.
   *
   * @param response with any status, headers and body
   */
  record Answered(HttpResponse response) implements Interception {
    /** Checks that there is one. */
    public Answered {
      Objects.requireNonNull(response, "response");
    }
  }

  /** Asks the next one. */
  static Interception proceed() {
    return Proceed.INSTANCE;
  }

  /** Answers the client here and now. */
  static Interception answer(HttpResponse response) {
    return new Answered(response);
  }
}
