package dev.anqa.cli.dev;

import dev.anqa.cli.FatalException;
import dev.anqa.cli.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Watches, builds, and starts the application again. */
final class DevLoop implements AutoCloseable {
  /** It starts fast rather than running fast; the rest is what a new project's pom.xml gives. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC");

  private static final int NAMED_FILES = 3;

  private final MavenProject project;
  private final Jdk jdk;
  private final Maven maven;
  private final PrintWriter err;
  private final List<String> jvmOptions;
  private final List<String> arguments;

  // Guarded by this, since Ctrl-C may come at any time.

  /** Null before it ran for the first time. */
  private @Nullable App app;

  private boolean closed;

  DevLoop(MavenProject project, Jdk jdk, Terminal terminal, List<String> arguments) {
    this.project = project;
    this.jdk = jdk;
    this.maven = new Maven(project, jdk, terminal);
    this.err = terminal.err();
    this.arguments = List.copyOf(arguments);
    this.jvmOptions = new ArrayList<>(JVM_OPTIONS);
    String further = terminal.environment().getOrDefault("ANQA_JAVA_OPTS", "");
    Stream.of(further.split("\\s+", -1)).filter(word -> !word.isEmpty()).forEach(jvmOptions::add);
  }

  /**
   * Runs until the thread is interrupted or the process ends.
   *
   * @param alwaysMaven whether Maven compiles, also where javac would do
   * @throws FatalException if Maven cannot say what the project runs with
   */
  void run(boolean alwaysMaven) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "anqa-dev-stop"));
    ClassPath classPath = maven.classPath();
    while (!Thread.interrupted()) {
      Build build =
          alwaysMaven || !Build.isPlain(classPath)
              ? new MavenBuild(maven, classPath, err)
              : new JavacBuild(project, jdk, classPath, err);
      classPath = runUntilPomChanges(classPath, build);
    }
  }

  /** The next class path. */
  private ClassPath runUntilPomChanges(ClassPath classPath, Build build)
      throws InterruptedException {
    List<Path> trees = classPath.modules().stream().map(SourceModule::main).toList();
    Set<Path> poms =
        Stream.concat(
                Stream.of(project.reactor().resolve("pom.xml")),
                classPath.modules().stream().map(SourceModule::pom))
            .collect(Collectors.toSet());
    try (Watch watch = Watch.of(project.root(), trees, poms);
        ClassArchive archive =
            new ClassArchive(jdk, jvmOptions, classPath.libraries(), project.target())) {
      rebuild(build, classPath, archive, Set.of());
      while (true) {
        Set<Path> changed = watch.await();
        Optional<ClassPath> next =
            changed.stream().anyMatch(poms::contains) ? nextClassPath() : Optional.empty();
        if (next.isPresent()) {
          return next.get();
        }
        changed.removeAll(poms);
        if (!changed.isEmpty()) {
          rebuild(build, classPath, archive, changed);
        }
      }
    }
  }

  private Optional<ClassPath> nextClassPath() throws InterruptedException {
    try {
      return Optional.of(maven.classPath());
    } catch (FatalException e) {
      err.println(e.getMessage());
      err.println("* what ran before goes on");
      return Optional.empty();
    }
  }

  private void rebuild(Build build, ClassPath classPath, ClassArchive archive, Set<Path> changed)
      throws InterruptedException {
    long begin = System.nanoTime();
    Optional<List<Path>> classes = build.run(changed);
    if (classes.isEmpty()) {
      err.println("* does not compile; " + (hasRun() ? "what ran before goes on" : "waiting"));
      return;
    }
    long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    err.printf("* %sbuilt in %d ms%n", named(changed), took);
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(jvmOptions);
    command.addAll(archive.options());
    command.addAll(List.of("-cp", classPath.withClasses(classes.get()), project.mainClass()));
    command.addAll(arguments);
    restart(command);
  }

  private static String named(Set<Path> changed) {
    return changed.isEmpty()
        ? ""
        : changed.stream()
            .limit(NAMED_FILES)
            .map(path -> path.getFileName().toString())
            .collect(Collectors.joining(", ", "", changed.size() > NAMED_FILES ? ", …: " : ": "));
  }

  private synchronized boolean hasRun() {
    return app != null;
  }

  /** Ends what runs before it starts the next, which wants the same port. */
  private synchronized void restart(List<String> command) throws InterruptedException {
    if (closed) {
      return;
    }
    if (app != null) {
      app.stop();
    }
    app = App.start(command, project.root(), err);
  }

  /** Ends the application; nothing starts after that. Any thread. */
  @Override
  public synchronized void close() {
    closed = true;
    if (app != null) {
      try {
        app.stop();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** With the process ends what it started: the application, Maven, and who makes the archive. */
  private void endAll() {
    close();
    List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
    left.forEach(ProcessHandle::destroy);
    CompletableFuture.allOf(
            left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, App.PATIENCE_MS, TimeUnit.MILLISECONDS)
        .join();
    left.forEach(ProcessHandle::destroyForcibly);
  }
}
