package dev.anqa.cli.project;

import dev.anqa.cli.FatalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files that a command makes: all of them, or none. What is there already stays as it is. */
final class NewFiles {
  private final Path root;
  private final Map<Path, String> texts = new LinkedHashMap<>();

  /**
   * Begins with none.
   *
   * @param root what their paths are below
   */
  NewFiles(Path root) {
    this.root = root;
  }

  /** Adds a file; its path has {@code /} between names. */
  NewFiles add(String path, String text) {
    texts.put(root.resolve(path), text);
    return this;
  }

  /**
   * Writes them, and says so.
   *
   * @throws FatalException if one of them is there already, before anything is written, or if one
   *     cannot be written
   */
  void write(PrintWriter err, Path shownFrom) {
    for (Path file : texts.keySet()) {
      if (Files.exists(file)) {
        throw new FatalException(
            "%s is there already; nothing was written. Move it away, or choose another name."
                .formatted(shownFrom.relativize(file)));
      }
    }
    texts.forEach((file, text) -> {
      write(file, text);
      err.println("* creating " + shownFrom.relativize(file));
    });
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new FatalException("Cannot write %s: %s".formatted(file, e), e);
    }
  }
}
