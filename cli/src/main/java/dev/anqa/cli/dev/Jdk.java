package dev.anqa.cli.dev;

import dev.anqa.cli.FatalException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JDK that can run and compile an application.
 *
 * @param home its directory
 */
record Jdk(Path home) {
  private static final int OLDEST = 25;
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  /** Where JDKs usually are: the directories around them. */
  private static final List<String> PLACES =
      List.of("/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines");

  private static final List<String> PLACES_AT_HOME = List.of(".sdkman/candidates/java", ".jdks");

  /**
   * The first on the machine that is new enough: {@code JAVA_HOME}, that of the {@code java} on the
   * path, the one that runs this command, then those where JDKs usually are.
   *
   * @throws FatalException if there is none
   */
  static Jdk find(Map<String, String> environment) {
    List<Path> candidates = new ArrayList<>();
    String home = environment.get("JAVA_HOME");
    if (home != null && !home.isEmpty()) {
      candidates.add(Path.of(home));
    }
    for (String each : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path java = Path.of(each, "java");
      if (Files.isExecutable(java)) {
        candidates.add(real(java).resolve("../..").normalize());
      }
    }
    candidates.add(Path.of(System.getProperty("java.home")));
    PLACES.forEach(place -> candidates.addAll(inside(Path.of(place))));
    String user = environment.getOrDefault("HOME", "");
    PLACES_AT_HOME.forEach(place -> candidates.addAll(inside(Path.of(user, place))));
    return candidates.stream()
        .filter(candidate -> release(candidate) >= OLDEST)
        .findFirst()
        .map(Jdk::new)
        .orElseThrow(() ->
            new FatalException(
                "Needs a JDK %d or newer, and found none. Name one by: export JAVA_HOME=/path/to/jdk-%d"
                    .formatted(OLDEST, OLDEST)));
  }

  Path java() {
    return home.resolve("bin/java");
  }

  /** What tells it from others. */
  String release() {
    return text(home);
  }

  /** Such as 25; 0 if there is no JDK. */
  private static int release(Path home) {
    if (!Files.isExecutable(home.resolve("bin/javac"))) {
      return 0;
    }
    Matcher version = VERSION.matcher(text(home));
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  private static String text(Path home) {
    try {
      return Files.readString(home.resolve("release"));
    } catch (IOException _) {
      return ""; // Every JDK since 8 has one.
    }
  }

  private static List<Path> inside(Path place) {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(place)) {
      return homes
          .sorted()
          .flatMap(each -> Stream.of(each, each.resolve("Contents/Home")))
          .toList();
    } catch (IOException _) {
      return List.of(); // Not for this user.
    }
  }

  private static Path real(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException _) {
      return link;
    }
  }
}
