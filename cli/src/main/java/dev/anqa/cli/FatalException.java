package dev.anqa.cli;

/**
 * Ends a command with {@link Anqa#EXIT_FATAL}. The message is all that the user sees: what
 * happened, with the values, and what to try.
 */
public final class FatalException extends RuntimeException {
  public FatalException(String message) {
    super(message);
  }

  public FatalException(String message, Throwable cause) {
    super(message, cause);
  }
}
