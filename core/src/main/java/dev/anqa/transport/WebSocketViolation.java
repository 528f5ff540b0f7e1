package dev.anqa.transport;

/** What a client sent breaks RFC 6455 or a limit; its connection is over. Has no stack trace. */
final class WebSocketViolation extends Exception {
  private final int code;

  /**
   * A violation.
   *
   * @param code the close code it is answered with; see {@link CloseFrame}
   * @param detail what came and what was expected, without the content
   */
  WebSocketViolation(int code, String detail) {
    super(detail, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    this.code = code;
  }

  int code() {
    return code;
  }

  /** What came and what was expected. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
