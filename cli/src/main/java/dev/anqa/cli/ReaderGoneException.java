package dev.anqa.cli;

import java.io.IOException;

/**
 * Ends a command without a word and with 0: nobody reads its stdout any more, as behind {@code anqa
 * sockets | head -1}.
 */
public final class ReaderGoneException extends RuntimeException {
  private ReaderGoneException(IOException cause) {
    super("The reader of stdout has gone", cause);
  }

  /**
   * What a failed write to stdout means: this, or where the pipe is not to blame, such as for a
   * full disk, a {@link FatalException}.
   */
  public static RuntimeException of(IOException failed) {
    return String.valueOf(failed.getMessage()).contains("Broken pipe")
        ? new ReaderGoneException(failed)
        : new FatalException("Cannot write to stdout: " + failed.getMessage(), failed);
  }
}
