package dev.anqa.cli.dev;

import dev.anqa.cli.FatalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The project that is run.
 *
 * @param root where its {@code pom.xml} is
 * @param reactor where the {@code pom.xml} is that has it among its modules; the root itself if
 *     there is none
 * @param mainClass what is run
 */
record MavenProject(Path root, Path reactor, String mainClass) {
  private static final Pattern MAIN_CLASS =
      Pattern.compile("<main\\.class>\\s*([\\w.$]+)\\s*</main\\.class>");

  /**
   * The project of a directory, which may be below its root.
   *
   * @param mainClass null if the {@code pom.xml} says it
   * @throws FatalException if there is none, or nothing says what to run
   */
  static MavenProject around(Path directory, @Nullable String mainClass) {
    for (Path each = directory; each != null; each = each.getParent()) {
      if (Files.isRegularFile(each.resolve("pom.xml"))) {
        return new MavenProject(
            each, reactorOf(each), mainClass != null ? mainClass : mainClassOf(each));
      }
    }
    throw new FatalException(
        "No pom.xml in or above %s. Make a project by: anqa new NAME".formatted(directory));
  }

  /** Where files of the loop are; Maven's {@code clean} takes them away. */
  Path target() {
    return root.resolve("target/dev");
  }

  private static String mainClassOf(Path root) {
    Path pom = root.resolve("pom.xml");
    Matcher found = MAIN_CLASS.matcher(read(pom));
    if (!found.find()) {
      throw new FatalException(
          """
          %s does not say what to run. Say it there:

              <properties>
                <main.class>com.example.chat.ChatApplication</main.class>
              </properties>

          or by: anqa dev --main CLASS\
          """
              .formatted(pom));
    }
    return found.group(1);
  }

  private static Path reactorOf(Path root) {
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      Path pom = above.resolve("pom.xml");
      String name = above.relativize(root).toString().replace('\\', '/');
      if (Files.isRegularFile(pom) && read(pom).contains("<module>" + name + "</module>")) {
        return above;
      }
    }
    return root;
  }

  /** The text of a {@code pom.xml}. */
  static String read(Path pom) {
    try {
      return Files.readString(pom);
    } catch (IOException e) {
      throw new FatalException("Cannot read %s: %s".formatted(pom, e), e);
    }
  }
}
