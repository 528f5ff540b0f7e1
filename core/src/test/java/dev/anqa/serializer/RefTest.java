package dev.anqa.serializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol says of refs: opaque, echoed verbatim, compared by type and value. */
final class RefTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1\"",
        "\"\\u0031\"",
        "\"\\/\"",
        "1",
        "-0",
        "1e3",
        "1.50",
        "123456789012345678901234567890",
        "null",
        "true",
        "[1, {\"a\": 2}]"
      })
  void keepsTheSpellingItCameIn(String json) throws DecodeException {
    assertThat(Ref.parse(json).json()).isEqualTo(json);
    assertThat(Ref.parse(" " + json + " ")).hasToString(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"1\"|\"\\u0031\"",
        "\"a/\"|\"a\\/\"",
        "\"\\n\"|\"\\u000A\"",
        "\"\uD83D\uDE00\"|\"\\uD83D\\uDE00\"",
        "0|-0",
        "1.0|1.00",
        "1e3|1000.0",
        "10E2|1e3",
        "[1,{\"a\":1,\"b\":2}]|[1, {\"b\":2, \"\\u0061\":1}]",
        "true|true"
      })
  void areEqualWhenTypeAndValueAre(String one, String other) throws DecodeException {
    assertThat(Ref.parse(one)).isEqualTo(Ref.parse(other)).hasSameHashCodeAs(Ref.parse(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "1|\"1\"",
        "1|1.0",
        "null|\"null\"",
        "null|\"\"",
        "null|0",
        "true|\"true\"",
        "true|false",
        "[]|{}",
        "[1]|[1.0]",
        "123456789012345678901234567890|123456789012345678901234567891",
        "0.0|-0.0"
      })
  void differWhenTypeOrValueDoes(String one, String other) throws DecodeException {
    assertThat(Ref.parse(one)).isNotEqualTo(Ref.parse(other));
  }

  @Test
  void ofTextIsTheJsonString() throws DecodeException {
    assertThat(Ref.of("a\"b\n")).isEqualTo(Ref.parse("\"a\\\"b\\n\""));
    assertThat(Ref.of("").isNull()).isFalse();
  }

  @Test
  void nullIsOneOfAKind() throws DecodeException {
    assertThat(Ref.parse("null")).isSameAs(Ref.NULL);
    assertThat(Ref.NULL.or(Ref.of("1"))).isEqualTo(Ref.of("1"));
    assertThat(Ref.of("2").or(Ref.of("1"))).isEqualTo(Ref.of("2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {"null|''", "\"\"|''", "\"1\"|1", "16|16", "\"\\u00e9\\n\"|'é\n'"})
  void standsInABinaryFrameAsItsContent(String json, String content) throws DecodeException {
    assertThat(Ref.parse(json).binary()).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1 2", "\"", "nul", "[", "01"})
  void isOneJsonValue(String json) {
    assertThatThrownBy(() -> Ref.parse(json)).isInstanceOf(DecodeException.class);
  }

  @Test
  void ofAnObjectKeepsTheFirstOfEqualKeys() throws DecodeException {
    assertThat(Ref.parse("{\"a\":1,\"a\":2}").json()).isEqualTo("{\"a\":1}");
  }
}
