package dev.anqa.benchmarks;

import dev.anqa.benchmarks.Plot.Axis;
import dev.anqa.benchmarks.Plot.Line;
import dev.anqa.benchmarks.Plot.Mark;
import dev.anqa.benchmarks.Plot.Point;
import dev.anqa.benchmarks.Plot.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws a {@link Plot}. Own code, as the libraries for charts draw by AWT, which wants fonts where
 * there is no screen, and write each letter as a curve.
 */
public final class Svg {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int TOP = 40;
  private static final int RIGHT = WIDTH - 170; // The names of the lines are beside them.
  private static final int BOTTOM = HEIGHT - 50;
  private static final List<String> COLORS =
      List.of("#4269d0", "#e66a1f", "#2f8f5b", "#c2415b", "#8a5cc2", "#7a6a52", "#4a9fb5");

  private final Plot plot;
  private final StringBuilder out = new StringBuilder();
  private final Range x;
  private final Range y;

  private Svg(Plot plot) {
    this.plot = plot;
    this.x = Range.of(plot, plot.x(), Point::x, LEFT, RIGHT);
    this.y = Range.of(plot, plot.y(), Point::y, BOTTOM, TOP);
  }

  /** The text of the file. */
  public static String draw(Plot plot) {
    return new Svg(plot).draw();
  }

  private String draw() {
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" font-family="sans-serif" \
        font-size="12" fill="#333">
        <rect width="100%%" height="100%%" fill="#fff"/>\
        """
            .formatted(WIDTH, HEIGHT));
    add("<text x=\"%s\" y=\"22\" font-size=\"15\">%s</text>".formatted(LEFT, text(plot.title())));
    for (Mark mark : x.marks()) {
      double at = x.place(mark.at());
      rule(at, TOP, at, BOTTOM);
      label(at, BOTTOM + 17, "middle", mark.text());
    }
    for (Mark mark : y.marks()) {
      double at = y.place(mark.at());
      rule(LEFT, at, RIGHT, at);
      label(LEFT - 6, at + 4, "end", mark.text());
    }
    label((LEFT + RIGHT) / 2.0, HEIGHT - 12, "middle", plot.x().label());
    add("<g transform=\"translate(16 %s) rotate(-90)\">".formatted((TOP + BOTTOM) / 2));
    label(0, 0, "middle", plot.y().label());
    add("</g>");
    for (int i = 0; i < plot.lines().size(); i++) {
      line(plot.lines().get(i), COLORS.get(i % COLORS.size()), TOP + 10 + 20 * i);
    }
    add("</svg>");
    return out.toString();
  }

  private void line(Line line, String color, int legend) {
    List<String> path = new ArrayList<>();
    for (Point point : line.points()) {
      String left = pixel(x.place(point.x()));
      String down = pixel(y.place(point.y()));
      path.add(left + "," + down);
      add("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>".formatted(left, down, color));
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>"
            .formatted(String.join(" ", path), color));
    add(
        "<rect x=\"%s\" y=\"%s\" width=\"12\" height=\"4\" fill=\"%s\"/>"
            .formatted(RIGHT + 14, legend - 6, color));
    label(RIGHT + 32, legend, "start", line.name());
  }

  private void rule(double x1, double y1, double x2, double y2) {
    add(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#ddd\"/>"
            .formatted(pixel(x1), pixel(y1), pixel(x2), pixel(y2)));
  }

  private void label(double x, double y, String anchor, String text) {
    add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
            .formatted(pixel(x), pixel(y), anchor, text(text)));
  }

  private void add(String line) {
    out.append(line).append('\n');
  }

  private static String pixel(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }

  private static String text(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The values of an axis and the places they have. */
  private record Range(Axis axis, double low, double high, int from, int to) {
    static Range of(Plot plot, Axis axis, ToDoubleFunction<Point> value, int from, int to) {
      double[] values =
          plot.lines().stream().flatMap(l -> l.points().stream()).mapToDouble(value).toArray();
      if (values.length == 0) {
        throw new IllegalArgumentException("no points in \"" + plot.title() + "\"");
      }
      double least = values[0];
      double most = values[0];
      for (double each : values) {
        least = Math.min(least, each);
        most = Math.max(most, each);
      }
      if (axis.scale() == Scale.LINEAR) {
        return new Range(axis, Math.min(0, least), most > 0 ? most * 1.05 : 1, from, to);
      }
      if (least <= 0) {
        throw new IllegalArgumentException(
            "%s: %s (expected: > 0 on a logarithmic axis)".formatted(axis.label(), least));
      }
      return new Range(axis, least / 1.15, most * 1.15, from, to);
    }

    double place(double value) {
      double part =
          axis.scale() == Scale.LINEAR
              ? (value - low) / (high - low)
              : Math.log(value / low) / Math.log(high / low);
      return from + part * (to - from);
    }

    List<Mark> marks() {
      if (!axis.marks().isEmpty()) {
        return axis.marks().stream().filter(m -> m.at() >= low && m.at() <= high).toList();
      }
      List<Mark> marks = new ArrayList<>();
      if (axis.scale() == Scale.LINEAR) {
        double step = step();
        for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
          marks.add(new Mark(i * step, Table.number(i * step)));
        }
        return marks;
      }
      // Within less than two powers of ten also their doubles and fives.
      double[] each = high / low < 100 ? new double[] {1, 2, 5} : new double[] {1};
      for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
        for (double digit : each) {
          if (digit * power >= low && digit * power <= high) {
            marks.add(new Mark(digit * power, Table.number(digit * power)));
          }
        }
      }
      return marks;
    }

    /** 1, 2 or 5 times a power of ten, for about six marks. */
    private double step() {
      double rough = (high - low) / 6;
      double power = Math.pow(10, Math.floor(Math.log10(rough)));
      double digit = rough / power;
      return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }
  }
}
