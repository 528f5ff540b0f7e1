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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern GENERATION = Pattern.compile("classes-(\\d{1,9})");

  private final MavenProject project;
  private final Jdk jdk;
  private final ClassPath classPath;
  private final PrintWriter err;
  private final JavaCompiler javac;

  // Of the loop's thread.

  /** Whether more than the project itself is compiled. */
  private boolean allModules;

  /** Whether this build has compiled; before, what runs is of another. */
  private boolean compiled;

  /** The newest directory of classes has this number; 0 if there is none. */
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
      if (!compiled) {
        generation = generations().max(Comparator.naturalOrder()).orElse(0);
      }
      if (!compiled || changed.stream().anyMatch(this::isSource)) {
        allModules |= changed.stream().anyMatch(this::isOfAnotherModule);
        int next = generation + 1;
        if (!compile(generation(next))) {
          return Optional.empty();
        }
        compiled = true;
        generation = next;
        deleteGenerationsBefore(next - 1); // The one before is what runs.
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
    return classPath.modules().stream().anyMatch(module -> covers(changed, module.sources()));
  }

  /** Whether it is something of a tree, or a directory around it, which stands for all in it. */
  private static boolean covers(Path changed, Path tree) {
    return changed.startsWith(tree) || tree.startsWith(changed);
  }

  private boolean isOfAnotherModule(Path changed) {
    return classPath.modules().stream()
        .skip(1)
        .anyMatch(module -> covers(changed, module.sources()));
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
      boolean succeeded =
          javac
              .getTask(
                  said,
                  files,
                  null,
                  options(into),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!succeeded) {
        err.print(said.toString().replace(project.root() + File.separator, ""));
        err.flush();
        deleteTree(into);
      }
      return succeeded;
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

  /** The numbers of all directories of classes, those that another run left included. */
  private Stream<Integer> generations() throws IOException {
    if (!Files.isDirectory(project.target())) {
      return Stream.of();
    }
    try (Stream<Path> files = Files.list(project.target())) {
      return files
          .map(file -> GENERATION.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Integer.valueOf(name.group(1)))
          .toList()
          .stream();
    }
  }

  private void deleteGenerationsBefore(int first) throws IOException {
    for (int each : (Iterable<Integer>) generations().filter(number -> number < first)::iterator) {
      deleteTree(generation(each));
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
