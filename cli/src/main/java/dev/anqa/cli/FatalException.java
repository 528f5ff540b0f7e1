package dev.anqa.cli;

/**
 * Ends a command with {@link Anqa#EXIT_FATAL}. The message is all that the user sees: what
 * happened, with the values, and what to try.
 */
final class FatalException extends RuntimeException {
  FatalException(String message) {
    super(message);
  }

  FatalException(String message, Throwable cause) {
    super(message, cause);
  }
}
