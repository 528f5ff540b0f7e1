package dev.anqa.serializer;

/**
 * A frame that is no message: bad JSON, a missing part, a wrong shape, a limit exceeded.
 *
 * <p>It ends the connection with close code 1011, as any exception in decoding does in Phoenix.
 */
public final class DecodeException extends Exception {
  /**
   * Makes one.
   *
   * @param message what was expected and what came, without the content, which may hold secrets
   */
  public DecodeException(String message) {
    super(message, null, false, false); // A hostile client must not buy stack traces.
  }
}
