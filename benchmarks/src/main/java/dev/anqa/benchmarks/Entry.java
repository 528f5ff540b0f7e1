package dev.anqa.benchmarks;

import java.util.Map;

/**
 * What one step of a part found; kept as a JSON file of its own, so that a run that is stopped, or
 * made in pieces, loses nothing.
 *
 * @param key names it within its part; digits, letters, dots and dashes
 * @param labels what was measured, for tables and plots
 * @param figures what came of it; the unit is in the name
 * @param command how to measure it by hand; empty if there is no such way
 */
public record Entry(
    String key, Map<String, String> labels, Map<String, Double> figures, String command) {
  /** Makes it. */
  public Entry {
    if (!key.matches("[\\w.-]+")) {
      throw new IllegalArgumentException(
          "key: " + key + " (expected: letters, digits, dots and dashes)");
    }
    labels = Map.copyOf(labels);
    figures = Map.copyOf(figures);
  }

  /**
   * A figure by its name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public double figure(String name) {
    Double value = figures.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no figure " + name + " in " + key + " (there are: " + figures.keySet() + ")");
    }
    return value;
  }

  /** A label by its name; empty if there is none. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }
}
