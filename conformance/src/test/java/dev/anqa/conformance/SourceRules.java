package dev.anqa.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules of CONTRIBUTING.md that a source file alone can break; {@link SourceRulesTest} applies
 * them.
 */
final class SourceRules {
  static final int MAX_LINES = 400;
  static final int MAX_TEST_LINES = 600;

  /** Modules with programs, whose main classes print to whoever runs them. */
  private static final List<String> PROGRAMS =
      List.of("benchmarks/", "cli/", "conformance/", "examples/");

  private static final Pattern EMPTY_NAME =
      Pattern.compile("\\w+(Utils?|Helpers?|Manager|Impl)|(Abstract|Base)[A-Z]\\w*");
  private static final Pattern EMPTY_PACKAGE =
      Pattern.compile("\\bpackage [\\w.]*\\b(impl|internal|core|utils?|common|misc)\\b[\\w.]*;");
  private static final Pattern SLEEP =
      Pattern.compile("\\bThread\\.sleep\\(|\\bTimeUnit\\.\\w+\\.sleep\\(");
  private static final Pattern SWITCHED_OFF = Pattern.compile("@(Disabled|Ignore)\\w*\\b");
  private static final Pattern LEFT_OPEN =
      Pattern.compile("\\b(T[O]DO|F[I]XME|X[X]X)\\b"); // In brackets, not to find itself.
  private static final Pattern PRINT =
      Pattern.compile("\\bSystem\\.(out|err)\\b|\\.printStackTrace\\(\\)");
  private static final Pattern SWALLOWED =
      Pattern.compile("catch \\((final )?(Exception|Throwable) \\w+\\) \\{\\s*\\}");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^public (?:(?:abstract|final|sealed|non-sealed) )*"
              + "(?:class|interface|record|enum|@interface) (\\w+)");
  private static final Pattern DOCUMENTED =
      Pattern.compile("\\*/\\s*(?:@[\\w.]+(?:\\((?:[^()]|\\([^()]*\\))*\\))?\\s*)*$");

  private SourceRules() {}

  /**
   * What breaks a rule, as sentences; empty when nothing does.
   *
   * @param file relative to the checkout, which tells the module and whether it is a test
   */
  static List<String> violations(Path file, String text) {
    var found = new ArrayList<String>();
    String path = file.toString().replace('\\', '/');
    String type = file.getFileName().toString().replace(".java", "");
    boolean test = path.contains("src/test/");

    long lines = text.lines().count();
    int max = test ? MAX_TEST_LINES : MAX_LINES;
    if (lines > max) {
      found.add("has " + lines + " lines (expected: <= " + max + ")");
    }
    if (EMPTY_NAME.matcher(type).matches()) {
      found.add("its name \"" + type + "\" does not say what it is");
    }
    add(found, EMPTY_PACKAGE, text, "is in a package that does not say what is in it");
    add(found, SWITCHED_OFF, text, "switches a test off");
    add(found, LEFT_OPEN, text, "leaves something open");
    add(found, SWALLOWED, text, "swallows what went wrong");
    if (test) {
      add(found, SLEEP, text, "sleeps; await the condition instead");
    } else {
      if (PROGRAMS.stream().noneMatch(path::startsWith)) {
        add(found, PRINT, text, "prints; send a telemetry event instead");
      }
      documented(found, text);
      if (type.equals("package-info") && !text.contains("@NullMarked")) {
        found.add("is not @NullMarked");
      }
    }
    return found;
  }

  private static void add(List<String> found, Pattern pattern, String text, String sentence) {
    var matcher = pattern.matcher(text);
    if (matcher.find()) {
      long line = text.substring(0, matcher.start()).lines().count();
      found.add(sentence + ": " + matcher.group().strip() + " (line " + Math.max(1, line) + ")");
    }
  }

  private static void documented(List<String> found, String text) {
    var matcher = PUBLIC_TYPE.matcher(text);
    while (matcher.find()) {
      if (!DOCUMENTED.matcher(text.substring(0, matcher.start())).find()) {
        found.add("has a public type without a doc: " + matcher.group(1));
      }
    }
  }
}
