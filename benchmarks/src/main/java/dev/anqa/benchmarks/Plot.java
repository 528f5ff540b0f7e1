package dev.anqa.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines over two axes, for {@link Svg}.
 *
 * @param title above it
 * @param x from left to right
 * @param y from below to above
 */
public record Plot(String title, Axis x, Axis y, List<Line> lines) {
  /** One without lines; {@link #line} adds them. */
  public Plot(String title, Axis x, Axis y) {
    this(title, x, y, new ArrayList<>());
  }

  /** Adds a line; one without points is left out. */
  public Plot line(String name, List<Point> points) {
    if (!points.isEmpty()) {
      lines.add(new Line(name, List.copyOf(points)));
    }
    return this;
  }

  /**
   * An axis.
   *
   * @param label what it shows, with the unit
   * @param marks where it is marked; none means round numbers
   */
  public record Axis(String label, Scale scale, List<Mark> marks) {
    /** From zero, in even steps. */
    public static Axis linear(String label) {
      return new Axis(label, Scale.LINEAR, List.of());
    }

    /** In powers of ten; for values above zero. */
    public static Axis log(String label) {
      return new Axis(label, Scale.LOG, List.of());
    }
  }

  /** How values lie on an axis. */
  public enum Scale {
    /** A step is a difference. */
    LINEAR,
    /** A step is a factor. */
    LOG
  }

  /** A place on an axis that has a name. */
  public record Mark(double at, String text) {}

  /** Points that belong together, joined in their order. */
  public record Line(String name, List<Point> points) {}

  /** A point of a line. */
  public record Point(double x, double y) {}
}
