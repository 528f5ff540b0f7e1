package dev.anqa.cli.dev;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a project runs with.
 *
 * @param modules those whose sources are here, the project itself first
 * @param libraries jars, in Maven's order
 */
record ClassPath(List<SourceModule> modules, List<Path> libraries) {
  ClassPath {
    modules = List.copyOf(modules);
    libraries = List.copyOf(libraries);
  }

  /** From what Maven's {@code dependency:build-classpath} wrote for the project of a root. */
  static ClassPath parse(Path root, String written) {
    List<SourceModule> modules = new ArrayList<>(List.of(new SourceModule(root)));
    List<Path> libraries = new ArrayList<>();
    for (String each : written.strip().split(File.pathSeparator, -1)) {
      Path entry = Path.of(each);
      SourceModule module = new SourceModule(entry.resolve("../..").normalize());
      if (entry.endsWith("target/classes") && Files.isRegularFile(module.pom())) {
        modules.add(module);
      } else if (!each.isEmpty()) {
        libraries.add(entry);
      }
    }
    return new ClassPath(modules, libraries);
  }

  /** The project itself. */
  SourceModule own() {
    return modules.getFirst();
  }

  /** Where Maven puts the classes of the modules. */
  List<Path> classes() {
    return modules.stream().map(SourceModule::classes).toList();
  }

  /**
   * Entries as an option of the JVM. Libraries come first, since a class archive of them holds only
   * for a class path that begins with them.
   */
  String withClasses(List<Path> classes) {
    return text(Stream.concat(libraries.stream(), classes.stream()).toList());
  }

  static String text(List<Path> entries) {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }
}
