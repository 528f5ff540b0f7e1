package dev.anqa.conformance.cluster;

import java.time.Duration;

/**
 * The program that runs in an {@link Isolation}: {@code WAY story}, or {@code WAY seeds FIRST
 * LAST}, where the {@link Way} is {@code jgroups} or {@code redis}. Prints what it does, and exits
 * with 0 if all was right.
 */
final class ClusterScenario {
  private ClusterScenario() {}

  public static void main(String... args) {
    try {
      if (args[1].equals("story")) {
        story(args[0]);
      } else {
        seeds(args[0], Long.parseLong(args[2]), Long.parseLong(args[3]));
      }
      System.exit(0);
    } catch (Throwable e) { // Assertions, too: whoever started this sees them.
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void story(String way) {
    try (Trio trio = new Trio(way, Duration.ofSeconds(1), Duration.ofSeconds(4))) {
      try {
        new ClusterStory(trio).tell();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(e.getMessage() + "\n" + trio, e);
      }
    }
  }

  private static void seeds(String way, long first, long last) {
    try (Trio trio =
        new Trio(
            way,
            Duration.ofMillis(500),
            Duration.ofSeconds(3),
            "-Danqa.lab.cluster.failure=PT2S")) {
      for (long seed = first; seed <= last; seed++) {
        RandomTrouble trouble = new RandomTrouble(seed, trio);
        try {
          trouble.run();
          say("seed " + seed + ": passed");
        } catch (AssertionError | RuntimeException e) {
          throw trouble.failed(e);
        }
      }
    }
  }

  static void say(String what) {
    System.out.println(what);
  }
}
