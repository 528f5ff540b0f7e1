package dev.anqa.cli.project;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.anqa.cli.Resources;
import java.util.Map;

/** The texts that generated files are made of: Mustache templates among the resources. */
final class Templates {
  private static final Mustache.Compiler MUSTACHE = Mustache.compiler().escapeHTML(false);

  private Templates() {}

  /**
   * Fills a template.
   *
   * @param name its path below {@code templates}, without {@code .mustache}
   * @param values by name; a boolean for a section
   * @throws MustacheException if the template asks for a value that is not there
   */
  static String fill(String name, Map<String, ?> values) {
    return MUSTACHE.compile(text(name + ".mustache")).execute(values);
  }

  /** A file that goes into a project as it is. */
  static String text(String name) {
    return Resources.text(Templates.class, "templates/" + name);
  }
}
