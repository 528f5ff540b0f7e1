package dev.anqa.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** How rows and trees look in a terminal. */
final class TableTest {
  @Test
  void makesColumnsAsWideAsTheirWidestCell() {
    Table table = new Table("A", "LONG");
    table.row("wide", "x");

    assertThat(table.lines()).containsExactly("A     LONG", "wide  x");
  }

  @Test
  void showsATreeByItsIndent() {
    List<String> lines = new ArrayList<>();
    Outline.of(
        JsonMapper.shared()
            .readTree(
                "{\"a\":{\"b\":1,\"none\":null},\"list\":[{\"x\":1,\"y\":2},\"z\"],\"no\":[]}"),
        lines);

    assertThat(lines)
        .containsExactly(
            "a:", "  b: 1", "  none: -", "list:", "  - x: 1", "    y: 2", "  - z", "no: none");
  }
}
