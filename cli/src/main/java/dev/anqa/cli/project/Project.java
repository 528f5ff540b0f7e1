package dev.anqa.cli.project;

import dev.anqa.cli.FatalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The project that a command is called in.
 *
 * @param root where its {@code pom.xml} is
 * @param basePackage below which its classes are
 */
record Project(Path root, String basePackage) {
  /** How {@code anqa new} notes the package in the {@code pom.xml}. */
  private static final Pattern PACKAGE =
      Pattern.compile("<anqa\\.package>\\s*([A-Za-z0-9_.]+)\\s*</anqa\\.package>");

  /**
   * The project of a directory, which may be below its root.
   *
   * @throws FatalException if there is none
   */
  static Project around(Path directory) {
    for (Path each = directory; each != null; each = each.getParent()) {
      Path pom = each.resolve("pom.xml");
      if (Files.isRegularFile(pom)) {
        Matcher found = PACKAGE.matcher(read(pom));
        if (found.find()) {
          return new Project(each, found.group(1));
        }
      }
    }
    throw new FatalException(
        """
        No project in or above %s (expected: a pom.xml that says where the classes are).
        Make a project by: anqa new NAME
        In a project of your own, say it in the pom.xml:

            <properties>
              <anqa.package>com.example.chat</anqa.package>
            </properties>\
        """
            .formatted(directory));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new FatalException("Cannot read %s: %s".formatted(file, e), e);
    }
  }

  /** The path of a class below {@code src/main/java}, or of a test. */
  static String java(String sources, String packageName, String simpleName) {
    return "%s/%s/%s.java".formatted(sources, packageName.replace('.', '/'), simpleName);
  }

  /** Whether some class of the project is named so. */
  boolean hasClassEndingIn(String suffix) {
    Path sources = root.resolve("src/main/java");
    if (!Files.isDirectory(sources)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(suffix + ".java"));
    } catch (IOException e) {
      throw new FatalException("Cannot read %s: %s".formatted(sources, e), e);
    }
  }
}
