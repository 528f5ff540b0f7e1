package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableTest {
  @Test
  void isMarkdown() {
    assertThat(new Table("work", "cost").row("echo", "1.92").row("a | b", "2").markdown())
        .isEqualTo(
            """
            | work | cost |
            | --- | --- |
            | echo | 1.92 |
            | a \\| b | 2 |
            """);
  }

  @Test
  void refusesARowThatDoesNotFit() {
    assertThatThrownBy(() -> new Table("work", "cost").row("echo"))
        .hasMessageContaining("1 cells: [echo] (expected: 2");
  }

  @ParameterizedTest
  @CsvSource({
    "0.1134, 0.113",
    "1.917, 1.92",
    "21.04, 21.0",
    "123.4, 123",
    "12345.6, '12,346'",
    "0, 0",
    "-2.5, -2.50",
    "3, 3"
  })
  void showsThreeDigitsThatCount(double value, String text) {
    assertThat(Table.number(value)).isEqualTo(text);
  }
}
