package dev.anqa.cli.dev;

import dev.anqa.cli.FatalException;
import dev.anqa.cli.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's Maven: its wrapper, or the one on the path. */
final class Maven {
  private static final String CLASS_PATH = "target/dev/classpath";
  private static final int SHOWN_ERRORS = 20;

  private final MavenProject project;
  private final Jdk jdk;
  private final Terminal terminal;

  Maven(MavenProject project, Jdk jdk, Terminal terminal) {
    this.project = project;
    this.jdk = jdk;
    this.terminal = terminal;
  }

  /**
   * What the project runs with. Asks Maven only when it did not say so since the {@code pom.xml}
   * and the modules around were changed.
   *
   * @throws FatalException if Maven fails; what it said is shown
   */
  ClassPath classPath() throws InterruptedException {
    Path file = project.root().resolve(CLASS_PATH);
    if (Files.exists(file)) {
      ClassPath known = ClassPath.parse(project.root(), read(file));
      if (isFresh(known, file)) {
        return known;
      }
    }
    terminal.err().println("* asking Maven what the project runs with");
    // The phase is test-compile, with nothing compiled for tests, so that Maven finds test jars of
    // modules.
    run(
        "-Dmaven.test.skip=true",
        "test-compile",
        "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath",
        "-DincludeScope=runtime",
        "-Dmdep.outputFile=" + CLASS_PATH);
    return ClassPath.parse(project.root(), read(file));
  }

  /**
   * Compiles the project and the modules that it uses.
   *
   * @throws FatalException if that fails; what Maven said is shown
   */
  void compile() throws InterruptedException {
    run("-Dmaven.test.skip=true", "test-compile");
  }

  private boolean isFresh(ClassPath known, Path file) {
    List<Path> all = new ArrayList<>(List.of(project.reactor().resolve("pom.xml")));
    for (SourceModule module : known.modules()) {
      all.add(module.pom());
      if (!module.equals(known.own())) {
        all.add(module.main());
      }
    }
    try {
      FileTime written = Files.getLastModifiedTime(file);
      for (Path each : all) {
        if (isNewer(each, written)) {
          return false;
        }
      }
      return known.libraries().stream().allMatch(Files::exists);
    } catch (IOException e) {
      throw new FatalException("Cannot read %s: %s".formatted(project.root(), e), e);
    }
  }

  private static boolean isNewer(Path tree, FileTime than) throws IOException {
    if (!Files.exists(tree)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.getLastModifiedTime(file).compareTo(than) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(executable(), "-B", "-q"));
    if (!project.reactor().equals(project.root())) {
      command.addAll(
          List.of("-pl", project.reactor().relativize(project.root()).toString(), "-am"));
    }
    command.addAll(List.of(arguments));
    Path log = project.target().resolve("maven.log");
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(project.reactor().toFile())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(log.toFile());
      builder.environment().putIfAbsent("JAVA_HOME", jdk.home().toString());
      Process maven = builder.start();
      try {
        if (maven.waitFor() != 0) {
          throw failed(log);
        }
      } finally {
        maven.destroy();
      }
    } catch (IOException e) {
      throw new FatalException("Cannot run %s: %s".formatted(command.getFirst(), e), e);
    }
  }

  private FatalException failed(Path log) {
    String errors =
        String.join(
            System.lineSeparator(),
            read(log)
                .lines()
                .filter(line -> line.startsWith("[ERROR]"))
                .limit(SHOWN_ERRORS)
                .toList());
    return new FatalException("%s%nMaven failed; all that it said is in %s".formatted(errors, log));
  }

  /** The wrapper of the project, of the one around it, or {@code mvn}. */
  private String executable() {
    return Stream.of(project.root(), project.reactor())
        .map(directory -> directory.resolve("mvnw"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElse("mvn");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new FatalException("Cannot read %s: %s".formatted(file, e), e);
    }
  }
}
