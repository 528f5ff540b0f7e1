package dev.anqa.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * Several measurements of one thing.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param low the lowest
 * @param high the highest
 * @param count how many
 */
public record Spread(double median, double low, double high, int count) {
  /**
   * Of these.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values (expected: at least one)");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast(), sorted.size());
  }

  /** As figures of an {@link Entry}: {@code name}, {@code name_low}, {@code name_high}. */
  public Map<String, Double> figures(String name) {
    return Map.of(name, median, name + "_low", low, name + "_high", high);
  }
}
