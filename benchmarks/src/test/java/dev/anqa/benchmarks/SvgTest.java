package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.anqa.benchmarks.Plot.Axis;
import dev.anqa.benchmarks.Plot.Mark;
import dev.anqa.benchmarks.Plot.Point;
import dev.anqa.benchmarks.Plot.Scale;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class SvgTest {
  @Test
  void drawsEachPointOfALine() throws Exception {
    Plot plot =
        new Plot("cost", Axis.linear("x"), Axis.linear("y"))
            .line("all", List.of(new Point(0, 0), new Point(5, 10), new Point(10, 5)));

    assertThat(numbers(plot, "circle", "cx")).hasSize(3).isSorted();
    assertThat(texts(plot, "polyline", "points")).hasSize(1);
  }

  @Test
  void givesAFactorTheSameWayOnALogarithmicAxis() throws Exception {
    Plot plot =
        new Plot("cost", Axis.log("clients"), Axis.linear("y"))
            .line("all", List.of(new Point(100, 1), new Point(1_000, 1), new Point(10_000, 1)));

    List<Double> places = numbers(plot, "circle", "cx");
    assertThat(places.get(1) - places.get(0)).isCloseTo(places.get(2) - places.get(1), within(0.2));
  }

  @Test
  void marksAxesWithRoundNumbers() throws Exception {
    Plot plot =
        new Plot("cost", Axis.log("clients"), Axis.linear("y"))
            .line("all", List.of(new Point(100, 0), new Point(19_000, 2.4)));

    assertThat(words(plot)).contains("100", "1,000", "10,000", "0", "0.500", "2");
  }

  @Test
  void takesTheMarksThatItIsGiven() throws Exception {
    Axis axis = new Axis("share", Scale.LOG, List.of(new Mark(10, "90 %"), new Mark(1e9, "far")));
    Plot plot =
        new Plot("cost", axis, Axis.linear("y"))
            .line("all", List.of(new Point(1, 1), new Point(100, 1)));

    assertThat(words(plot)).contains("90 %").doesNotContain("far", "100");
  }

  @Test
  void writesNamesThatXmlWouldMisread() throws Exception {
    Plot plot =
        new Plot("a < b & c", Axis.linear("x"), Axis.linear("y"))
            .line("<line>", List.of(new Point(1, 1)));

    assertThat(words(plot)).contains("a < b & c", "<line>");
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    Plot empty = new Plot("cost", Axis.linear("x"), Axis.linear("y")).line("none", List.of());
    Plot zero =
        new Plot("cost", Axis.log("clients"), Axis.linear("y"))
            .line("all", List.of(new Point(0, 1)));

    assertThatThrownBy(() -> Svg.draw(empty)).hasMessageContaining("no points in \"cost\"");
    assertThatThrownBy(() -> Svg.draw(zero)).hasMessageContaining("clients: 0.0");
  }

  private static List<String> words(Plot plot) throws Exception {
    List<String> words = new ArrayList<>();
    NodeList found = document(plot).getElementsByTagName("text");
    for (int i = 0; i < found.getLength(); i++) {
      words.add(found.item(i).getTextContent());
    }
    return words;
  }

  private static List<Double> numbers(Plot plot, String element, String attribute)
      throws Exception {
    return texts(plot, element, attribute).stream().map(Double::parseDouble).toList();
  }

  private static List<String> texts(Plot plot, String element, String attribute) throws Exception {
    List<String> texts = new ArrayList<>();
    NodeList found = document(plot).getElementsByTagName(element);
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(((Element) found.item(i)).getAttribute(attribute));
    }
    return texts;
  }

  private static Document document(Plot plot) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(Svg.draw(plot))));
  }
}
