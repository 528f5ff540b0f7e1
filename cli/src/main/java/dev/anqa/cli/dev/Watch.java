package dev.anqa.cli.dev;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.anqa.cli.FatalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Tells which files change. For one thread.
 *
 * <p>On Linux and Windows the system tells at once; on macOS the JDK looks every few seconds.
 */
final class Watch implements AutoCloseable {
  /** Editors write a file in several steps; they are over when nothing more changes for so long. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** Who never stops writing is looked at nevertheless, so long after the first change. */
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** What a key stands for. */
  private sealed interface Watched {
    /** A directory of sources; each of its subdirectories has a key of its own. */
    record Sources(Path directory) implements Watched {}

    /** One file in a directory, all others of which do not matter. */
    record Single(Path file) implements Watched {}
  }

  private final WatchService service;
  private final Map<WatchKey, Watched> watched = new HashMap<>();

  /** When the single files were written, as was told last. */
  private final Map<Path, FileTime> written = new HashMap<>();

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
        watch.add(Objects.requireNonNull(file.getParent()), new Watched.Single(file));
        watch.written.put(file, lastWritten(file));
      }
      return watch;
    } catch (IOException e) {
      throw new FatalException("Cannot watch %s: %s".formatted(around, e), e);
    }
  }

  /** Waits for changes; what was created, written or deleted. A directory stands for all in it. */
  Set<Path> await() throws InterruptedException {
    Set<Path> changed = new LinkedHashSet<>();
    while (changed.isEmpty()) {
      collect(service.take(), changed);
    }
    long last = System.nanoTime() + LONGEST_NANOS;
    long end = last - LONGEST_NANOS + QUIET_NANOS;
    for (long left = QUIET_NANOS; left > 0; left = end - System.nanoTime()) {
      // Each key that was taken is collected: it tells nothing more before that.
      WatchKey key = service.poll(left, TimeUnit.NANOSECONDS);
      if (key != null && collect(key, changed)) {
        end = Math.min(last, System.nanoTime() + QUIET_NANOS);
      }
    }
    return changed;
  }

  /** Whether something was told that matters; what does not, such as a log, delays nobody. */
  private boolean collect(WatchKey key, Set<Path> changed) {
    Watched at = watched.get(key);
    boolean matters = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      matters |=
          switch (at) {
            case null -> false; // Of a directory that is gone.
            case Watched.Sources(Path directory) -> collect(event, directory, changed);
            case Watched.Single(Path file) -> collectSingle(event, file, changed);
          };
    }
    if (!key.reset()) {
      watched.remove(key);
    }
    return matters;
  }

  private boolean collect(WatchEvent<?> event, Path directory, Set<Path> changed) {
    if (!(event.context() instanceof Path name)) { // Too much at once to tell.
      changed.add(directory);
      addNew(directory);
      return true;
    }
    if (!isSource(name.toString())) {
      return false;
    }
    Path path = directory.resolve(name);
    changed.add(path);
    if (event.kind() == ENTRY_CREATE && Files.isDirectory(path)) {
      addNew(path);
    }
    return true;
  }

  private boolean collectSingle(WatchEvent<?> event, Path file, Set<Path> changed) {
    boolean told =
        event.context() instanceof Path name
            ? name.equals(file.getFileName())
            : !lastWritten(file).equals(written.get(file)); // It need not be among the many.
    if (told) {
      changed.add(file);
      written.put(file, lastWritten(file));
    }
    return told;
  }

  private static FileTime lastWritten(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException _) {
      return FileTime.fromMillis(0); // It is not there.
    }
  }

  private void addNew(Path tree) {
    try {
      addTree(tree);
    } catch (IOException | UncheckedIOException _) {
      // It is gone again.
    }
  }

  private void addTree(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path directory : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
        add(directory, new Watched.Sources(directory));
      }
    }
  }

  private void add(Path directory, Watched at) throws IOException {
    watched.put(directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), at);
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
