package dev.anqa.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The classes of a project's libraries as one file that the JVM maps instead of loading them one by
 * one: half of the time that a start takes. It is made of what a first run loads, in the
 * background; until then, and where it cannot be made, starts are slower and that is all.
 */
final class ClassArchive implements AutoCloseable {
  private static final String NAME = "libraries-";
  private static final int FIRST_SECONDS = 5;
  private static final int MAKING_SECONDS = 60;

  private final Jdk jdk;
  private final List<String> jvmOptions;
  private final List<Path> libraries;
  private final Path directory;

  private final Path list;
  private final Path archive;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Whether a run notes what it loads; of the loop's thread. */
  private boolean begun;

  /**
   * That of some libraries.
   *
   * @param jvmOptions of the application
   * @param directory where it is kept
   */
  ClassArchive(Jdk jdk, List<String> jvmOptions, List<Path> libraries, Path directory) {
    this.jdk = jdk;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.libraries = List.copyOf(libraries);
    this.directory = directory;
    this.list = directory.resolve("libraries.list");
    String key = jdk.release() + jvmOptions + libraries.stream().map(ClassArchive::state).toList();
    this.archive = directory.resolve(NAME + UUID.nameUUIDFromBytes(key.getBytes(UTF_8)) + ".jsa");
  }

  private static String state(Path library) {
    try {
      return library + " " + Files.size(library) + " " + Files.getLastModifiedTime(library);
    } catch (IOException e) {
      return library + " " + e;
    }
  }

  /** What the next run is started with. The first run without an archive leads to one. */
  List<String> options() {
    if (Files.exists(archive)) {
      return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:aot=off");
    }
    if (begun || libraries.isEmpty()) {
      return List.of();
    }
    begun = true;
    Thread.ofPlatform().daemon().name("anqa-dev-class-archive").start(this::make);
    return List.of("-XX:DumpLoadedClassList=" + list, "-Xlog:cds=off", "-Xlog:aot=off");
  }

  private void make() {
    try {
      if (closed.await(FIRST_SECONDS, TimeUnit.SECONDS) || !Files.exists(list)) {
        return;
      }
      Path made = directory.resolve("libraries.new");
      if (dump(made) && Files.exists(made)) {
        deleteOthers();
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException _) {
      // Starts stay slower.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean dump(Path made) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
      command.addAll(List.of("/usr/bin/nice", "-n", "19")); // Behind all that is waited for.
    }
    command.add(jdk.java().toString());
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + made));
    command.addAll(List.of("-cp", ClassPath.text(libraries)));
    Process dump =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("libraries.log").toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    try {
      return dump.waitFor(MAKING_SECONDS, TimeUnit.SECONDS) && dump.exitValue() == 0;
    } finally {
      dump.destroyForcibly();
    }
  }

  private void deleteOthers() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each : files.toList()) {
        String name = each.getFileName().toString();
        if (name.startsWith(NAME) && name.endsWith(".jsa")) {
          Files.delete(each);
        }
      }
    }
  }

  /** Gives up what was not begun. */
  @Override
  public void close() {
    closed.countDown();
  }
}
