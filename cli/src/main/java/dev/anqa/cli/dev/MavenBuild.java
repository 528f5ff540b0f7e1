package dev.anqa.cli.dev;

import dev.anqa.cli.FatalException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A build by Maven: right for every project, and slow. */
record MavenBuild(Maven maven, ClassPath classPath, PrintWriter err) implements Build {
  @Override
  public Optional<List<Path>> run(Set<Path> changed) throws InterruptedException {
    try {
      maven.compile();
      return Optional.of(classPath.classes());
    } catch (FatalException e) {
      err.println(e.getMessage());
      return Optional.empty();
    }
  }
}
