package dev.anqa.conformance.cluster;

import java.time.Duration;

/**
 * The program that runs in an {@link Isolation}: {@code story}, or {@code seeds FIRST LAST}. Prints
 * what it does, and exits with 0 if all was right.
 */
final class ClusterScenario {
  private ClusterScenario() {}

  public static void main(String... args) {
    try {
      if (args[0].equals("story")) {
        story();
      } else {
        seeds(Long.parseLong(args[1]), Long.parseLong(args[2]));
      }
      System.exit(0);
    } catch (Throwable e) { // Assertions, too: whoever started this sees them.
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void story() {
    try (Trio trio = new Trio(Duration.ofSeconds(1), Duration.ofSeconds(4))) {
      try {
        new ClusterStory(trio).tell();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(e.getMessage() + "\n" + trio, e);
      }
    }
  }

  private static void seeds(long first, long last) {
    try (Trio trio =
        new Trio(
            Duration.ofMillis(500), Duration.ofSeconds(3), "-Danqa.lab.cluster.failure=PT2S")) {
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
