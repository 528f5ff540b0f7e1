package dev.anqa.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JavacBuildTest {
  private static final Jdk OWN = new Jdk(Path.of(System.getProperty("java.home")));

  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();
  private SourceModule app = new SourceModule(Path.of(""));
  private SourceModule lib = new SourceModule(Path.of(""));

  @BeforeEach
  void writeModules() throws Exception {
    app = module("app");
    lib = module("lib");
    source(app, "Main", "class Main { static int main = 1; }");
  }

  private SourceModule module(String name) throws Exception {
    SourceModule module = new SourceModule(directory.resolve(name));
    Files.createDirectories(module.sources());
    Files.createDirectories(module.classes());
    Files.writeString(module.pom(), "<project/>");
    return module;
  }

  private static Path source(SourceModule module, String name, String text) throws Exception {
    return Files.writeString(module.sources().resolve(name + ".java"), text);
  }

  private JavacBuild build(SourceModule... modules) {
    return new JavacBuild(
        new MavenProject(app.root(), app.root(), "Main"),
        OWN,
        new ClassPath(List.of(modules), List.of()),
        new PrintWriter(err, true));
  }

  private List<Path> built(JavacBuild build, Path... changed) {
    return build.run(Set.of(changed)).orElseThrow(() -> new AssertionError(err));
  }

  @Test
  void compilesTheProjectAndLeavesMavensClassesAlone() {
    List<Path> classes = built(build(app));

    assertThat(classes.getFirst().resolve("Main.class")).exists();
    assertThat(classes).endsWith(app.classes());
    assertThat(app.classes()).isEmptyDirectory();
  }

  @Test
  void givesEachBuildClassesOfItsOwn() throws Exception {
    JavacBuild build = build(app);
    Path running = built(build).getFirst();
    Path other = source(app, "Other", "class Other {}");
    Files.delete(app.sources().resolve("Main.java"));

    Path next = built(build, other).getFirst();

    assertThat(running.resolve("Main.class")).exists();
    assertThat(next.resolve("Main.class")).doesNotExist();
    assertThat(next.resolve("Other.class")).exists();
    built(build, other);
    assertThat(running).doesNotExist();
  }

  @Test
  void leavesTheClassesOfWhatRunsToABuildThatFollows() throws Exception {
    Path running = built(build(app)).getFirst();
    Path main = source(app, "Main", "class Main { nonsense }");
    JavacBuild build = build(app);
    assertThat(build.run(Set.of())).isEmpty();

    assertThat(running.resolve("Main.class")).exists();

    source(app, "Main", "class Main {}");
    Path next = built(build, main).getFirst();
    assertThat(next).isNotEqualTo(running);
    assertThat(running.resolve("Main.class")).as("it runs until the next starts").exists();
    built(build, main);
    assertThat(running).doesNotExist();
  }

  @Test
  void deletesWhatOtherRunsLeft() throws Exception {
    Path target = app.root().resolve("target/dev");
    Path old = Files.createDirectories(target.resolve("classes-7"));
    Files.createDirectories(target.resolve("classes-10"));

    assertThat(built(build(app)).getFirst()).isEqualTo(target.resolve("classes-11"));

    assertThat(old).doesNotExist();
  }

  @Test
  void showsWhatIsWrongAndHasNoClassesThen() throws Exception {
    JavacBuild build = build(app);
    built(build);
    Path wrong = source(app, "Main", "class Main { int main = \"text\"; }");

    assertThat(build.run(Set.of(wrong))).isEmpty();

    assertThat(err.toString())
        .startsWith("src/main/java/Main.java:1: error: incompatible types")
        .contains("1 error");
  }

  @Test
  void seesAChangeOfAModuleThatItUses() throws Exception {
    source(lib, "Lib", "class Lib { static int lib = 1; }");
    source(app, "Main", "class Main { int main = Lib.lib; }");
    JavacBuild build = build(app, lib);
    assertThat(build.run(Set.of())).as("nothing of lib was compiled by Maven").isEmpty();

    Path changed = source(lib, "Lib", "class Lib { static String lib = \"\"; }");

    assertThat(build.run(Set.of(changed))).isEmpty();
    assertThat(err.toString()).contains("String cannot be converted to int");
    Path mended = source(app, "Main", "class Main { String main = Lib.lib; }");
    assertThat(built(build, mended).getFirst().resolve("Lib.class")).exists();
  }

  @Test
  void copiesResourcesWithoutCompiling() throws Exception {
    JavacBuild build = build(app);
    Path classes = built(build).getFirst();
    Files.createDirectories(app.resources().resolve("static"));
    Path page = Files.writeString(app.resources().resolve("static/index.html"), "<p>");

    assertThat(built(build, page).getFirst()).isEqualTo(classes);

    Path copy = app.classes().resolve("static/index.html");
    assertThat(copy).hasContent("<p>");
    Files.delete(page);
    built(build, page);
    assertThat(copy).doesNotExist();
  }

  @Test
  void isForModulesWhereMavenWouldDoNoMore() throws Exception {
    ClassPath modules = new ClassPath(List.of(app, lib), List.of());
    assertThat(Build.isPlain(modules)).isTrue();

    Files.createDirectories(lib.main().resolve("kotlin"));

    assertThat(Build.isPlain(modules)).isFalse();
  }
}
