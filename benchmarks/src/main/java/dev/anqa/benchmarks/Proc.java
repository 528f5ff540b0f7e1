package dev.anqa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process. */
public final class Proc {
  /** Linux counts a process's CPU in steps of 10 ms. */
  private static final double TICKS_PER_SECOND = 100;

  private Proc() {}

  /** The CPU that a process has used in all, the kernel's part included, in seconds. */
  public static double cpuSeconds(long pid) throws IOException {
    return cpuSeconds(Files.readString(Path.of("/proc/" + pid + "/stat")));
  }

  /** Of the text of {@code stat}: fields 14 and 15; the second may have spaces and parentheses. */
  static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** The memory of a process that is in RAM, in bytes. */
  public static long rssBytes(long pid) throws IOException {
    return kib(Files.readString(Path.of("/proc/" + pid + "/status")), "VmRSS:") * 1024;
  }

  /** A line of {@code status}, such as {@code VmRSS: 1234 kB}. */
  static long kib(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + status));
  }
}
