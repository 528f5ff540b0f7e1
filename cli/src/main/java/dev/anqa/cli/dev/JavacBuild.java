package dev.anqa.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.cli.FatalException;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A build by a javac in this process, which is warm from the second time on.
 *
 * <p>It compiles all sources of the project, each time into a directory of its own, so that what
 * runs keeps its classes. Once a source of another module has changed, those of all modules are
 * compiled, since nobody here knows who uses whom.
 */
final class JavacBuild implements Build {
  private final MavenProject project;
  private final Jdk jdk;
  private final ClassPath classPath;
  private final PrintWriter err;
  private final JavaCompiler javac;

  // Of the loop's thread.

  /** Whether more than the project itself is compiled. */
  private boolean allModules;

  /** How many directories of classes there were; the newest has this number. */
  private int generation;

  JavacBuild(MavenProject project, Jdk jdk, ClassPath classPath, PrintWriter err) {
    this.project = project;
    this.jdk = jdk;
    this.classPath = classPath;
    this.err = err;
    JavaCompiler found = ToolProvider.getSystemJavaCompiler();
    if (found == null) {
      throw new FatalException("This Java has no compiler (expected: the module jdk.compiler)");
    }
    this.javac = found;
  }

  @Override
  public Optional<List<Path>> run(Set<Path> changed) {
    try {
      for (SourceModule module : classPath.modules()) {
        copyResources(module, changed);
      }
      if (generation == 0) {
        deleteGenerations(); // What another run left.
      }
      if (generation == 0 || changed.stream().anyMatch(this::isSource)) {
        allModules |= changed.stream().anyMatch(this::isOfAnotherModule);
        int next = generation + 1;
        if (!compile(generation(next))) {
          return Optional.empty();
        }
        generation = next;
        deleteTree(generation(next - 2)); // The one before is what runs.
      }
      List<Path> classes = new ArrayList<>(List.of(generation(generation)));
      classes.addAll(classPath.classes());
      return Optional.of(classes);
    } catch (IOException e) {
      err.println("Cannot build: " + e);
      return Optional.empty();
    }
  }

  private boolean isSource(Path changed) {
    return classPath.modules().stream().anyMatch(module -> changed.startsWith(module.sources()));
  }

  private boolean isOfAnotherModule(Path changed) {
    return classPath.modules().stream()
        .skip(1)
        .anyMatch(module -> changed.startsWith(module.sources()));
  }

  private boolean compile(Path into) throws IOException {
    deleteTree(into);
    Files.createDirectories(into);
    List<Path> sources = new ArrayList<>();
    for (SourceModule module : allModules ? classPath.modules() : List.of(classPath.own())) {
      sources.addAll(javaFiles(module.sources()));
    }
    if (sources.isEmpty()) {
      return true;
    }
    // The file manager is new each time: it would remember which files there were.
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, UTF_8)) {
      boolean compiled =
          javac
              .getTask(
                  said,
                  files,
                  null,
                  options(into),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        err.print(said.toString().replace(project.root() + File.separator, ""));
        err.flush();
        deleteTree(into);
      }
      return compiled;
    }
  }

  private List<String> options(Path into) {
    List<Path> others =
        allModules
            ? List.of()
            : classPath.modules().stream().skip(1).map(SourceModule::classes).toList();
    List<String> options =
        new ArrayList<>(List.of("-g", "-parameters", "-proc:none", "-Xlint:none"));
    options.addAll(List.of("-d", into.toString(), "-classpath", classPath.withClasses(others)));
    if (!jdk.home().equals(Path.of(System.getProperty("java.home")))) {
      options.addAll(List.of("--system", jdk.home().toString()));
    }
    return options;
  }

  private static List<Path> javaFiles(Path tree) throws IOException {
    if (!Files.isDirectory(tree)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(tree)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          // Everything is on the class path.
          .filter(file -> !file.endsWith("module-info.java"))
          .sorted()
          .toList();
    }
  }

  /** Does what Maven does for resources. */
  private static void copyResources(SourceModule module, Set<Path> changed) throws IOException {
    for (Path each : changed) {
      if (each.startsWith(module.resources()) && !Files.exists(each)) {
        deleteTree(module.classes().resolve(module.resources().relativize(each).toString()));
      }
    }
    if (!Files.isDirectory(module.resources())) {
      return;
    }
    try (Stream<Path> files = Files.walk(module.resources())) {
      for (Path from : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path to = module.classes().resolve(module.resources().relativize(from).toString());
        if (!Files.exists(to)
            || Files.getLastModifiedTime(from).compareTo(Files.getLastModifiedTime(to)) > 0) {
          Files.createDirectories(to.getParent());
          Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private Path generation(int number) {
    return project.target().resolve("classes-" + number);
  }

  private void deleteGenerations() throws IOException {
    if (!Files.isDirectory(project.target())) {
      return;
    }
    try (Stream<Path> files = Files.list(project.target())) {
      for (Path each : files.toList()) {
        if (each.getFileName().toString().startsWith("classes-")) {
          deleteTree(each);
        }
      }
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
