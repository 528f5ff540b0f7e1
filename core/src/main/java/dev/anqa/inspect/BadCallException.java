package dev.anqa.inspect;

/** What somebody asked for cannot be; the message shows what came and what is expected. */
final class BadCallException extends Exception {
  private final int status;

  BadCallException(String message) {
    this(400, message);
  }

  /**
   * Makes one.
   *
   * @param status the HTTP status that says so
   */
  BadCallException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
