package dev.anqa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JVM writes about its collections, with {@code -Xlog:gc*}: how often and for how long it
 * stood still.
 *
 * @param file of the log
 */
record GcLog(Path file) {
  private static final Pattern PAUSE = Pattern.compile("\\bPause .* (\\d+\\.\\d+)ms$");

  /** The option of the JVM. */
  String option() {
    return "-Xlog:gc*:file=" + file + ":uptime,tags";
  }

  /** How many lines there are, to look at those that come later. */
  long lines() throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.count();
    }
  }

  /** The pauses behind that many lines, in milliseconds. */
  List<Double> pausesAfter(long lines) throws IOException {
    try (var all = Files.lines(file)) {
      return pauses(all.skip(lines).toList());
    }
  }

  static List<Double> pauses(List<String> lines) {
    return lines.stream()
        .map(PAUSE::matcher)
        .filter(Matcher::find)
        .map(found -> Double.valueOf(found.group(1)))
        .toList();
  }
}
