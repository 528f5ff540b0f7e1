package dev.anqa.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds every source file of the checkout against {@link SourceRules}, and the rules against
 * samples.
 */
final class SourceRulesTest {
  private static final Path ROOT = root();
  private static final String MAIN = "core/src/main/java/dev/anqa/channel/";
  private static final String TEST = "core/src/test/java/dev/anqa/channel/";

  @Test
  void everySourceFileKeepsTheRules() throws IOException {
    var broken = new ArrayList<String>();
    for (Path source : sources()) {
      Path file = ROOT.relativize(source);
      for (String violation : SourceRules.violations(file, Files.readString(source))) {
        broken.add(file + " " + violation);
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    var without = new TreeSet<Path>();
    for (Path source : sources()) {
      Path folder = source.getParent();
      if (isMain(source) && !Files.exists(folder.resolve("package-info.java"))) {
        without.add(ROOT.relativize(folder));
      }
    }

    assertThat(without).isEmpty();
  }

  @Test
  void looksAtMainAndTestSourcesOfAllModules() throws IOException {
    assertThat(sources())
        .contains(
            ROOT.resolve("core/src/main/java/dev/anqa/package-info.java"),
            ROOT.resolve(
                "examples/numbers/src/main/java/dev/anqa/examples/numbers/package-info.java"),
            ROOT.resolve("conformance/src/test/java/dev/anqa/conformance/SourceRulesTest.java"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"FrameUtil", "FrameUtils", "SocketHelper", "SessionManager", "ChannelImpl"})
  void refusesSuffixesThatSayNothing(String name) {
    assertThat(SourceRules.violations(Path.of(MAIN, name + ".java"), "")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BaseChannel", "AbstractChannel"})
  void refusesPrefixesThatSayNothing(String name) {
    assertThat(SourceRules.violations(Path.of(TEST, name + ".java"), "")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Base64Codec", "Implied", "Baseline", "Abstraction"})
  void allowsNamesThatOnlyLookLikeThem(String name) {
    assertThat(SourceRules.violations(Path.of(MAIN, name + ".java"), "")).isEmpty();
  }

  @Test
  void allowsTestsToBeLongerThanOtherFiles() {
    assertThat(SourceRules.violations(Path.of(MAIN, "Long.java"), "\n".repeat(400))).isEmpty();
    assertThat(SourceRules.violations(Path.of(MAIN, "Long.java"), "\n".repeat(401)))
        .containsExactly("has 401 lines (expected: <= 400)");
    assertThat(SourceRules.violations(Path.of(TEST, "Long.java"), "\n".repeat(600))).isEmpty();
    assertThat(SourceRules.violations(Path.of(TEST, "Long.java"), "\n".repeat(601))).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource
  void seesWhatBreaksARule(String folder, String text, String sentence) {
    assertThat(SourceRules.violations(Path.of(folder, "Sample.java"), text))
        .singleElement()
        .asString()
        .contains(sentence);
  }

  // Cut in two where the sample would break the rule in this file too.
  static Stream<Arguments> seesWhatBreaksARule() {
    return Stream.of(
        arguments(MAIN, "package dev.anqa." + "internal;", "package"),
        arguments(MAIN, "package dev.anqa." + "core.socket;", "package"),
        arguments(TEST, "Thread." + "sleep(50);", "sleeps"),
        arguments(TEST, "TimeUnit.SECONDS." + "sleep(1);", "sleeps"),
        arguments(TEST, "@Dis" + "abled(\"flaky\") @Test void works() {}", "switches a test off"),
        arguments(TEST, "@Dis" + "abledOnOs(WINDOWS) void works() {}", "switches a test off"),
        arguments(MAIN, "int x; // TO" + "DO", "leaves something open: TO" + "DO (line 1)"),
        arguments(MAIN, "System." + "out.println(x);", "prints"),
        arguments(MAIN, "\n\nfailure.printStack" + "Trace();", "(line 3)"),
        arguments(MAIN, "try { x(); } catch (Exception e" + ") {\n}", "swallows"),
        arguments(MAIN, "import a.B;\n\npublic final class C {}", "without a doc: C"),
        arguments(MAIN, "/** D. */\nclass D {}\n\npublic enum C {}", "without a doc: C"));
  }

  @Test
  void allowsDocsBeforeAnnotations() {
    String text =
        """
        /** The command. */
        @Command(
            name = "connect",
            description = {"Connects (to a socket)."})
        @Deprecated
        public final class Connect {}
        """;

    assertThat(SourceRules.violations(Path.of(MAIN, "Connect.java"), text)).isEmpty();
  }

  @Test
  void refusesPackagesThatAreNotNullMarked() {
    assertThat(SourceRules.violations(Path.of(MAIN, "package-info.java"), "package dev.anqa;"))
        .containsExactly("is not @NullMarked");
  }

  private static boolean isMain(Path source) {
    return ROOT.relativize(source).toString().replace('\\', '/').contains("src/main/java/");
  }

  private static List<Path> sources() throws IOException {
    var found = new ArrayList<Path>();
    Set<String> skipped = Set.of("target", "node_modules", ".git");
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return skipped.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  /** The checkout: the folder above the working directory that has the wrapper of Maven. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no mvnw in or above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }
}
