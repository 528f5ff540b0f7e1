package dev.anqa.cli.dev;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
