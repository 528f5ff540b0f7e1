package dev.anqa.benchmarks;

import dev.anqa.benchmarks.Part.Length;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line: {@code [--short] [--only TEXT] [PART...]}.
 *
 * @param only a step is done if its key has this text in it
 */
record RunOptions(Length length, List<Part> parts, String only) {
  /**
   * Reads it.
   *
   * @param all the parts that there are
   * @throws IllegalArgumentException if it is wrong
   */
  static RunOptions parse(List<Part> all, String... args) {
    Length length = Length.WHOLE;
    String only = "";
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--short" -> length = Length.SHORT;
        case "--only" -> {
          if (++i == args.length) {
            throw new IllegalArgumentException("--only needs a text");
          }
          only = args[i];
        }
        default -> parts.add(part(all, args[i]));
      }
    }
    if (parts.isEmpty()) {
      boolean whole = length == Length.WHOLE;
      parts.addAll(all.stream().filter(part -> whole || part.inShortRuns()).toList());
    }
    return new RunOptions(length, List.copyOf(parts), only);
  }

  private static Part part(List<Part> all, String name) {
    return all.stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no part \"%s\" (there are: %s)"
                    .formatted(name, String.join(", ", all.stream().map(Part::name).toList()))));
  }

  boolean includes(String key) {
    return key.contains(only);
  }
}
