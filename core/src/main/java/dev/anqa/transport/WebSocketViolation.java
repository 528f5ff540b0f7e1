package dev.anqa.transport;

/** What a client sent breaks RFC 6455 or a limit; its connection is over. Has no stack trace. */
final class WebSocketViolation extends Exception {
  private final int code;

  /** What the client is told. */
  private final String reason;

  /** Which limit was exceeded. */
  enum Bound {
    NONE,
    LENGTH,
    RATIO
  }

  private final Bound limit;

  /**
   * A violation.
   *
   * @param code the close code it is answered with; see {@link CloseFrame}
   * @param detail what came and what was expected, without the content
   */
  WebSocketViolation(int code, String detail) {
    this(code, detail, /* reason= */ "", Bound.NONE);
  }

  private WebSocketViolation(int code, String detail, String reason, Bound limit) {
    super(detail, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    this.code = code;
    this.reason = reason;
    this.limit = limit;
  }

  /** A message that is too long, of which the client is told why. */
  static WebSocketViolation tooBig(Bound limit, String text) {
    return new WebSocketViolation(CloseFrame.TOO_BIG, text, text, limit);
  }

  Bound limit() {
    return limit;
  }

  int code() {
    return code;
  }

  /** What the client is told; empty for mistakes that no client of ours makes. */
  String reason() {
    return reason;
  }

  /** What came and what was expected. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
