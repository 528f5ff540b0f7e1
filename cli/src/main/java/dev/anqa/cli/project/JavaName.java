package dev.anqa.cli.project;

import dev.anqa.cli.FatalException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/**
 * The name of something to be made, as {@code mix phx.gen.channel} takes it: {@code Room}, or with
 * a package {@code Admin.Room}.
 *
 * @param packages below the project's package, in lower case, each with a dot behind; empty for
 *     none
 * @param simple the last part, such as {@code Room}
 */
record JavaName(String packages, String simple) {
  private static final Pattern CAMEL_CASE = Pattern.compile("[A-Z][A-Za-z0-9]*");

  /**
   * Reads a name.
   *
   * @param suffix is taken off if it is there, such as {@code Channel}
   * @throws FatalException if it is not in CamelCase
   */
  static JavaName of(String name, String suffix) {
    String[] parts = name.split("\\.", -1);
    StringBuilder packages = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      if (!CAMEL_CASE.matcher(parts[i]).matches()) {
        throw new FatalException(
            "\"%s\" is no name (expected: CamelCase, such as Room or Admin.Room)".formatted(name));
      }
      if (i < parts.length - 1) {
        String part = parts[i].toLowerCase(Locale.ROOT);
        if (SourceVersion.isKeyword(part)) {
          throw new FatalException(
              "\"%s\" is no name: \"%s\" cannot be a package".formatted(name, part));
        }
        packages.append(part).append('.');
      }
    }
    String last = parts[parts.length - 1];
    boolean cut = last.endsWith(suffix) && !last.equals(suffix);
    return new JavaName(
        packages.toString(), cut ? last.substring(0, last.length() - suffix.length()) : last);
  }

  /**
   * In lower case with {@code _} between words, such as {@code chat_room}; for topics and files.
   */
  String snakeCase() {
    return simple.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** The package of a class of this name, in a project whose classes are below {@code base}. */
  String packageBelow(String base) {
    return packages.isEmpty() ? base : base + "." + packages.substring(0, packages.length() - 1);
  }
}
