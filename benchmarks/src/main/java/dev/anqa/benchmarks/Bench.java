package dev.anqa.benchmarks;

import java.nio.file.Path;

/**
 * What a step needs.
 *
 * @param root the checkout
 * @param length how much is to be done
 * @param loadgen the load generator
 */
public record Bench(Path root, Part.Length length, Loadgen loadgen) {
  /** One for a checkout. */
  static Bench of(Path root, Part.Length length) {
    return new Bench(root, length, new Loadgen(root));
  }

  /** The one or the other, as the length is. */
  public int pick(int shortly, int whole) {
    return length == Part.Length.SHORT ? shortly : whole;
  }
}
