package dev.anqa.benchmarks;

import java.io.PrintStream;

/** Tells what is done, how far it is and how long it will take. */
final class Progress {
  private final PrintStream out;
  private final int totalSeconds;
  private final long startedNanos = System.nanoTime();
  private int doneSeconds; // As planned, not as it took.

  Progress(PrintStream out, int totalSeconds) {
    this.out = out;
    this.totalSeconds = totalSeconds;
  }

  void begins(String step) {
    long taken = (System.nanoTime() - startedNanos) / 1_000_000_000;
    says(line(step, doneSeconds, totalSeconds, taken));
  }

  /** The time left, by the plan and by how the plan was kept so far. */
  static String line(String step, int done, int total, long taken) {
    double pace = done == 0 ? 1 : (double) taken / done;
    long left = Math.round((total - done) * pace);
    return "%3d %%  %s, about %d:%02d min left"
        .formatted(total == 0 ? 100 : 100 * done / total, step, left / 60, left % 60);
  }

  void ended(int seconds) {
    doneSeconds += seconds;
  }

  void failed(String why) {
    says("FAILED " + why);
  }

  void says(String text) {
    out.println("benchmarks: " + text);
  }
}
