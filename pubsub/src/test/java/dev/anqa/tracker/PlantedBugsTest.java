package dev.anqa.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the random histories would find a bug: each of these is written into a copy of the code,
 * with which they must fail.
 */
final class PlantedBugsTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/anqa/tracker");

  /** A bug: in the source of a type something is written in the place of something. */
  record Bug(String name, String type, List<String> changes) {
    Bug(String name, String type, String... changes) {
      this(name, type, List.of(changes));
    }

    @Override
    public String toString() {
      return name;
    }

    /** The source with the bug. */
    String plant() throws IOException {
      String source = Files.readString(SOURCES.resolve(type + ".java"));
      for (int i = 0; i < changes.size(); i += 2) {
        String[] parts = source.split(Pattern.quote(changes.get(i)), -1);
        assertThat(parts).as("%s has once: %s", type, changes.get(i)).hasSize(2);
        source = parts[0] + changes.get(i + 1) + parts[1];
      }
      return source;
    }
  }

  /** Loads the tracker once more, with the classes of a folder in the place of others. */
  private static final class WithBug extends ClassLoader {
    private final Path folder;

    WithBug(Path folder) {
      super(PlantedBugsTest.class.getClassLoader());
      this.folder = folder;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.anqa.tracker.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in =
          Files.exists(folder.resolve(file))
              ? Files.newInputStream(folder.resolve(file))
              : getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  static Stream<Bug> isFoundByRandomHistories() {
    return Stream.of(
        new Bug(
            "a lost delta is never repaired",
            "TrackerState",
            "if (delta.from() > replica.clock()) {",
            "if (delta.from() > replica.clock() && delta.to() < 0) {"),
        new Bug(
            "leaves are lost on heal",
            "ReplicaState",
            "if (!still.contains(entry.dot())) {",
            "if (!still.contains(entry.dot()) && clock < 0) {"),
        new Bug(
            "the same is tracked twice",
            "TrackerState",
            "if (find(subscriber, topic, key) != null) {",
            "if (find(subscriber, topic, key) != null && topic.isEmpty()) {"),
        new Bug(
            "a node restarts as the same replica",
            "TrackerShard",
            "ChronoUnit.MICROS.between(Instant.EPOCH, time.now())",
            "1"),
        new Bug(
            "diffs are told out of order",
            "TrackerShard",
            "handler.handleDiff(TrackerDiff.byTopic(diff));",
            """
            waiting.addFirst(diff);
            if (waiting.size() == 2) {
              waiting.forEach(each -> handler.handleDiff(TrackerDiff.byTopic(each)));
              waiting.clear();
            }
            """,
            "private boolean closed;",
            """
            private boolean closed;
            private final java.util.ArrayDeque<Diff> waiting = new java.util.ArrayDeque<>();
            """));
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource
  void isFoundByRandomHistories(Bug bug) throws Exception {
    Path source = folder.resolve(bug.type + ".java");
    Files.writeString(source, bug.plant(), UTF_8);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classes = System.getProperty("java.class.path");
    int failed =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-nowarn",
            "-cp",
            classes,
            "-d",
            folder.toString(),
            source.toString());
    assertThat(failed).as("compiling %s with the bug", bug.type).isZero();

    assertThatThrownBy(this::runHistories)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Replay with -Danqa.tracker.seed=");
  }

  @Test
  void withoutABugTheyPass() throws Throwable {
    runHistories();
  }

  /** The test of whole nodes, in the loader with the bug. */
  private void runHistories() throws Throwable {
    Class<?> test = new WithBug(folder).loadClass(TrackerSimulationTest.class.getName());
    Constructor<?> constructor = test.getDeclaredConstructor();
    constructor.setAccessible(true);
    Method histories = test.getDeclaredMethod("allNodesListTheSameInTheEndWhateverHappened");
    histories.setAccessible(true);
    try {
      histories.invoke(constructor.newInstance());
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
