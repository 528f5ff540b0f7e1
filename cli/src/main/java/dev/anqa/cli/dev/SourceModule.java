package dev.anqa.cli.dev;

import java.nio.file.Path;

/**
 * A part of the project whose sources are here: the project itself, or a neighbour that it uses.
 *
 * @param root where its {@code pom.xml} is
 */
record SourceModule(Path root) {
  Path pom() {
    return root.resolve("pom.xml");
  }

  /** What is watched. */
  Path main() {
    return root.resolve("src/main");
  }

  Path sources() {
    return root.resolve("src/main/java");
  }

  Path resources() {
    return root.resolve("src/main/resources");
  }

  /** Where Maven puts its classes and resources. */
  Path classes() {
    return root.resolve("target/classes");
  }
}
