package dev.anqa.benchmarks.soak;

import dev.anqa.benchmarks.Plot.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a figure moves over a run: the median of the slopes between all pairs of points (Theil and
 * Sen), which single outliers do not turn.
 *
 * @param name of the figure
 * @param median of its values
 * @param growth what the slope makes over the whole time, as a part of the median
 * @param bound the largest growth that is called flat
 */
record Trend(String name, double median, double growth, double bound) {
  /**
   * The trend of points that lie in order; flat if there are fewer than three.
   *
   * @param bound the largest growth that is called flat, as a part of the median
   */
  static Trend of(String name, List<Point> points, double bound) {
    double median = median(points.stream().mapToDouble(Point::y).toArray());
    if (points.size() < 3) {
      return new Trend(name, median, 0, bound);
    }
    double[] slopes = new double[points.size() * (points.size() - 1) / 2];
    int count = 0;
    for (int i = 0; i < points.size(); i++) {
      for (int j = i + 1; j < points.size(); j++) {
        Point a = points.get(i);
        Point b = points.get(j);
        slopes[count++] = (b.y() - a.y()) / (b.x() - a.x());
      }
    }
    double time = points.getLast().x() - points.getFirst().x();
    return new Trend(name, median, median(slopes) * time / median, bound);
  }

  private static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return 0;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Whether it does not grow by more than the bound; to fall is fine. */
  boolean isFlat() {
    return growth <= bound;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: median %.1f, %+.1f %% over the time (expected: <= %.0f %%)%s",
        name,
        median,
        100 * growth,
        100 * bound,
        isFlat() ? "" : " GROWS");
  }
}
