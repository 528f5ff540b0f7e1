package dev.anqa.cli.dev;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns the sources of a class path's modules into classes. For the loop's thread. */
interface Build {
  /**
   * Brings the classes up to date.
   *
   * @param changed what may be newer than they are; a directory stands for all in it
   * @return where classes and resources are now; empty if it failed, which was said
   */
  Optional<List<Path>> run(Set<Path> changed) throws InterruptedException;

  /** Whether all that Maven would do is copying resources and calling javac. */
  static boolean isPlain(ClassPath classPath) {
    return classPath.modules().stream().allMatch(Build::isPlain);
  }

  private static boolean isPlain(SourceModule module) {
    return !MavenProject.read(module.pom()).contains("<filtering>true")
        && !Files.isDirectory(module.root().resolve("src/main/kotlin"))
        && !Files.isDirectory(module.root().resolve("src/main/groovy"))
        && !Files.isDirectory(module.root().resolve("src/main/scala"));
  }
}
