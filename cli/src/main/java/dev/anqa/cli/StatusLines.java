package dev.anqa.cli;

import java.io.PrintWriter;

/**
 * What {@code connect} says about itself, on stderr.
 *
 * @param verbosity how often {@code -v} was given
 */
record StatusLines(PrintWriter err, int verbosity) {
  /** Always. */
  void say(String line) {
    err.println(line);
  }

  /** With {@code -v}: each step on the way to a connection. */
  void step(String line) {
    if (verbosity >= 1) {
      err.println("* " + line);
    }
  }

  /** With {@code -vv}: pings, pongs, and the size of each message. */
  void frame(String line) {
    if (verbosity >= 2) {
      err.println("* " + line);
    }
  }

  /** With {@code -vvv}: where a failure came from. */
  void trace(Throwable failure) {
    if (verbosity >= 3) {
      failure.printStackTrace(err);
    }
  }
}
