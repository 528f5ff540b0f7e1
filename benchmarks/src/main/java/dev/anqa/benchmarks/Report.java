package dev.anqa.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * What a part says in the end.
 *
 * @param title its heading
 * @param tables one below the other
 * @param plots by the name of their file, without its ending
 */
public record Report(String title, List<Table> tables, Map<String, Plot> plots) {
  /** The text of it, in Markdown, with links to the plots. */
  public String markdown() {
    StringBuilder text = new StringBuilder("## " + title + "\n\n");
    tables.forEach(table -> text.append(table.markdown()).append('\n'));
    plots.forEach((name, plot) -> text.append("![%s](%s.svg)\n\n".formatted(plot.title(), name)));
    return text.toString();
  }
}
