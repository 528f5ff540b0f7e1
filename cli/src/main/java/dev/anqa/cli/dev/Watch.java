package dev.anqa.cli.dev;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.anqa.cli.FatalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tells which files change. For one thread.
 *
 * <p>On Linux and Windows the system tells at once; on macOS the JDK looks every few seconds.
 */
final class Watch implements AutoCloseable {
  /** Editors write a file in several steps; they are over when nothing happens for so long. */
  private static final int QUIET_MS = 40;

  /** Who never stops writing is looked at nevertheless, after so many events. */
  private static final int MOST_EVENTS = 1_000;

  /** A directory, and the names in it that matter. */
  private record Watched(Path directory, Predicate<String> names, boolean withSubdirectories) {}

  private final WatchService service;
  private final Map<WatchKey, Watched> watched = new HashMap<>();

  private Watch(WatchService service) {
    this.service = service;
  }

  /**
   * Begins to watch.
   *
   * @param trees directories, with all that is below; those that do not exist are left out
   * @param files single files
   */
  static Watch of(Path around, Collection<Path> trees, Collection<Path> files) {
    try {
      Watch watch = new Watch(around.getFileSystem().newWatchService());
      for (Path tree : trees) {
        if (Files.isDirectory(tree)) {
          watch.addTree(tree);
        }
      }
      for (Path file : files) {
        watch.add(
            new Watched(
                Objects.requireNonNull(file.getParent()),
                file.getFileName().toString()::equals,
                false));
      }
      return watch;
    } catch (IOException e) {
      throw new FatalException("Cannot watch %s: %s".formatted(around, e), e);
    }
  }

  /** Waits for changes; what was created, written or deleted. A directory stands for all in it. */
  Set<Path> await() throws InterruptedException {
    Set<Path> changed = new LinkedHashSet<>();
    int events = 0;
    while (changed.isEmpty()) {
      for (WatchKey key = service.take();
          key != null && events < MOST_EVENTS;
          key = service.poll(QUIET_MS, TimeUnit.MILLISECONDS)) {
        events += collect(key, changed);
      }
    }
    return changed;
  }

  private int collect(WatchKey key, Set<Path> changed) {
    Watched at = watched.get(key);
    int events = 0;
    for (WatchEvent<?> event : key.pollEvents()) {
      events++;
      if (at == null) {
        continue; // Of a directory that is gone.
      }
      if (!(event.context() instanceof Path name)) {
        changed.add(at.directory); // Too much at once to tell.
      } else if (at.names.test(name.toString())) {
        Path path = at.directory.resolve(name);
        changed.add(path);
        if (at.withSubdirectories && event.kind() == ENTRY_CREATE && Files.isDirectory(path)) {
          try {
            addTree(path);
          } catch (IOException _) {
            // It is gone again.
          }
        }
      }
    }
    if (!key.reset()) {
      watched.remove(key);
    }
    return events;
  }

  private void addTree(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path directory : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
        add(new Watched(directory, Watch::isSource, true));
      }
    }
  }

  private void add(Watched directory) throws IOException {
    watched.put(
        directory.directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), directory);
  }

  /** Not what editors keep beside the files. */
  private static boolean isSource(String name) {
    return !name.startsWith(".") && !name.endsWith("~") && !name.startsWith("#");
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      throw new FatalException("Cannot stop watching: " + e, e);
    }
  }
}
