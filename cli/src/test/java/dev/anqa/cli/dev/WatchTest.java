package dev.anqa.cli.dev;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class WatchTest {
  @TempDir private Path root;
  private Path sources = Path.of("");
  private Path pom = Path.of("");
  private Watch watch = Watch.of(Path.of(""), List.of(), List.of());

  @BeforeEach
  void start() throws Exception {
    sources = Files.createDirectories(root.resolve("src/main"));
    Files.createDirectories(sources.resolve("java/chat"));
    pom = Files.writeString(root.resolve("pom.xml"), "<project/>");
    watch.close();
    watch = Watch.of(root, List.of(sources, root.resolve("nothing")), List.of(pom));
  }

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void tellsWhatIsCreatedAndWrittenTogether() throws Exception {
    Path first = Files.writeString(sources.resolve("java/chat/First.java"), "class First {}");
    Path second = Files.writeString(sources.resolve("java/chat/Second.java"), "class Second {}");

    assertThat(watch.await()).contains(first, second);
  }

  @Test
  void tellsWhatIsDeleted() throws Exception {
    Path file = Files.writeString(sources.resolve("java/chat/Room.java"), "class Room {}");
    assertThat(watch.await()).contains(file);

    Files.delete(file);

    assertThat(watch.await()).containsExactly(file);
  }

  @Test
  void seesDirectoriesThatAreNew() throws Exception {
    Path directory = Files.createDirectories(sources.resolve("java/game/board"));
    assertThat(watch.await()).contains(sources.resolve("java/game"));

    Path file = Files.writeString(directory.resolve("Board.java"), "class Board {}");

    assertThat(watch.await()).contains(file);
  }

  @Test
  void looksAtThePomAloneInItsDirectory() throws Exception {
    Files.writeString(root.resolve("README.md"), "read me");
    Files.writeString(pom, "<project></project>");

    assertThat(watch.await()).containsExactly(pom);
  }

  @Test
  void overlooksWhatEditorsKeepBesideTheFiles() throws Exception {
    Files.writeString(sources.resolve("java/chat/.Room.java.swp"), "");
    Files.writeString(sources.resolve("java/chat/Room.java~"), "");
    Files.writeString(sources.resolve("java/chat/#Room.java#"), "");
    Path file = Files.writeString(sources.resolve("java/chat/Room.java"), "class Room {}");

    assertThat(watch.await()).containsExactly(file);
  }

  @Test
  void hearsAChangeBehindMoreThanAThousandThatDoNotMatter() throws Exception {
    List<Path> poms = new ArrayList<>();
    for (String module : List.of("a", "b", "c")) {
      poms.add(Files.createDirectories(root.resolve(module)).resolve("pom.xml"));
    }
    watch.close();
    watch = Watch.of(root, List.of(sources), poms);
    for (Path each : poms) {
      createFiles(each.resolveSibling("log"), 400);
    }

    Path file = Files.writeString(sources.resolve("java/chat/Room.java"), "class Room {}");

    assertThat(watch.await()).containsExactly(file);
  }

  @Test
  void overlooksMoreFilesBesideThePomThanTheSystemTells() throws Exception {
    createFiles(root.resolve("log"), 2_000);
    Path file = Files.writeString(sources.resolve("java/chat/Room.java"), "class Room {}");
    assertThat(watch.await()).containsExactly(file);

    createFiles(root.resolve("more"), 1_000);
    Files.setLastModifiedTime(pom, FileTime.fromMillis(1_000));
    createFiles(root.resolve("most"), 1_000);

    assertThat(watch.await()).containsExactly(pom);
  }

  @Test
  void isNotHeldBackByALogThatIsWrittenAllTheTime() throws Exception {
    Path log = root.resolve("app.log");
    AtomicInteger lines = new AtomicInteger();
    try (var writer = Executors.newSingleThreadScheduledExecutor()) {
      Runnable write =
          () -> {
            try {
              Files.writeString(log, "line " + lines.incrementAndGet());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      var _ = writer.scheduleAtFixedRate(write, 0, 10, MILLISECONDS);
      Path file = Files.writeString(sources.resolve("java/chat/Room.java"), "class Room {}");

      assertThat(watch.await()).containsExactly(file);

      writer.shutdownNow();
    }
    assertThat(lines).hasValueLessThan(300);
  }

  @Test
  void endsThoughASourceIsWrittenAllTheTime() throws Exception {
    Path file = sources.resolve("java/chat/Room.java");
    AtomicBoolean over = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              while (!over.get()) {
                try {
                  Files.writeString(file, "class Room {}");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });

    assertThat(watch.await()).containsExactly(file);

    over.set(true);
    writer.join();
  }

  @Test
  void seesDirectoriesThatAreNewThoughTheyAreTooManyToTell() throws Exception {
    Path last = sources;
    for (int i = 0; i < 700; i++) {
      last = Files.createDirectory(sources.resolve("java/game" + i));
    }
    assertThat(watch.await()).contains(sources.resolve("java"));

    Path file = Files.writeString(last.resolve("Board.java"), "class Board {}");

    Set<Path> changed = watch.await();
    while (!changed.contains(file) && !changed.contains(last)) {
      changed = watch.await();
    }
  }

  private static void createFiles(Path beginning, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.createFile(beginning.resolveSibling(beginning.getFileName() + "-" + i));
    }
  }

  @Test
  void waitsWhileNothingChanges() throws Exception {
    CompletableFuture<Object> changed = new CompletableFuture<>();
    Thread waiting =
        Thread.startVirtualThread(() -> {
          try {
            changed.complete(watch.await());
          } catch (InterruptedException e) {
            changed.completeExceptionally(e);
          }
        });

    assertThat(changed.completeOnTimeout("still", 1, SECONDS).join()).isEqualTo("still");
    waiting.interrupt();
    waiting.join();
  }
}
