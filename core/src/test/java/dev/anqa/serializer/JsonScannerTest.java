package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Payload;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonScannerTest {
  private static final JsonLimits LIMITS = JsonLimits.standard();

  private static Payload scan(byte[] json, JsonLimits limits) throws DecodeException {
    JsonScanner scanner = new JsonScanner(json, 0, json.length, limits);
    Payload payload = scanner.payload(JacksonJson.standard());
    scanner.expectEnd();
    return payload;
  }

  private static Payload scan(String json) throws DecodeException {
    return scan(json.getBytes(UTF_8), LIMITS);
  }

  private static void assertRefused(byte[] json, String problem) {
    assertThatThrownBy(() -> scan(json, LIMITS))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1.5e-10",
        "1E+5",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
        "\"\u007f\u00e9\u20ac\ud83d\ude00\u2028\"",
        "[[],{},[{}],\"\"]",
        "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"d\":true}",
        "{ \"a\" :\t[ 1 ,\r\n2 ] }"
      })
  void takesJsonAsItIs(String json) throws DecodeException {
    assertThat(scan(" \t\r\n" + json + " \t\r\n").text()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "]",
        ",",
        "[",
        "{",
        "[1",
        "[1,",
        "[,1]",
        "[1,]",
        "[1 2]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "[}",
        "{]",
        "[1}",
        "{\"a\":1]",
        "nul",
        "nulL",
        "truefalse",
        "tru",
        "False",
        "NaN",
        "Infinity",
        "+1",
        "-",
        "-a",
        "01",
        "-01",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "0x10",
        "1_0",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u123",
        "'a'",
        "\"a\tb\"",
        "\"a\u0000b\"",
        "\"a\u001fb\"",
        "{} {}",
        "[]]",
        "//c\n1",
        "/**/1",
        "\ufeff1",
        "\u00a01",
        "\u000b1"
      })
  void refusesWhatIsNoJson(String json) {
    assertRefused(json.getBytes(UTF_8), "invalid JSON at byte ");
  }

  @ParameterizedTest
  @CsvSource({
    "80, a continuation alone",
    "c0af, overlong slash",
    "c1bf, overlong",
    "e080af, overlong slash",
    "e09fbf, overlong",
    "f08080af, overlong slash",
    "f08fbfbf, overlong",
    "eda080, first surrogate",
    "edbfbf, last surrogate",
    "eda0bdedb880, a surrogate pair",
    "f4908080, beyond U+10FFFF",
    "f5808080, beyond U+10FFFF",
    "ff, never valid",
    "fe, never valid",
    "c3, cut off",
    "e282, cut off",
    "f09f98, cut off",
    "c328, no continuation",
    "e228a1, no continuation",
    "e28228, no continuation",
    "f09f2880, no continuation",
    "f09f9828, no continuation"
  })
  void refusesWhatIsNoUtf8(String hex, String why) {
    String attack = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    for (String around :
        new String[] {"\"%s\"", "\"0123456789%s0123456789\"", "{\"%s\":1}", "\"%s"}) {
      assertRefused(around.formatted(attack).getBytes(ISO_8859_1), "invalid UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"})
  void takesTheEdgesOfUtf8(String hex) throws DecodeException {
    String character = new String(HexFormat.of().parseHex(hex), UTF_8);
    assertThat(scan("\"" + character + "\"").text()).contains(character);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udbff",
        "\\udc00",
        "\\udfff",
        "\\ud800x",
        "\\ud800\\n",
        "\\ud800\\ud800",
        "\\ud800\\u0041",
        "\\udc00\\ud800",
        "\\ud83d\\",
        "\\ud83d"
      })
  void refusesLoneSurrogates(String escapes) {
    assertRefused(("\"" + escapes + "\"").getBytes(UTF_8), "lone surrogate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e309", "1.8e308", "123.4e999999999999"})
  void refusesNumbersBeyondADouble(String number) {
    assertRefused(number.getBytes(UTF_8), "beyond the range of a double");
    assertRefused(("[" + "9".repeat(310) + ".0]").getBytes(UTF_8), "beyond the range");
  }

  @Test
  void takesLargeAndSmallNumbers() throws DecodeException {
    for (String number : new String[] {"1.7e308", "1e-400", "0e400", "9".repeat(1_000), "1e0099"}) {
      assertThat(scan(number).text()).isEqualTo(number);
    }
  }

  @Test
  void limitsNumbers() {
    assertRefused("9".repeat(1_001).getBytes(UTF_8), "more than maxNumberLength 1000");
    assertRefused("9".repeat(1_000_000).getBytes(UTF_8), "more than maxNumberLength 1000");
    assertRefused(("0." + "0".repeat(1_000)).getBytes(UTF_8), "more than maxNumberLength 1000");
  }

  @Test
  void limitsStringsAndKeys() throws DecodeException {
    JsonLimits ten = new JsonLimits(5, 5, 10);
    assertThat(scan("\"0123456789\"".getBytes(UTF_8), ten).size()).isEqualTo(12);
    for (String json :
        new String[] {"\"0123456789a\"", "{\"0123456789a\":1}", "[\"0123456789a\"]"}) {
      assertThatThrownBy(() -> scan(json.getBytes(UTF_8), ten))
          .hasMessageContaining("more than maxStringLength 10");
    }
  }

  @Test
  void limitsDepth() throws DecodeException {
    assertThat(scan("[".repeat(512) + "]".repeat(512)).size()).isEqualTo(1_024);
    assertRefused(("[".repeat(513) + "]".repeat(513)).getBytes(UTF_8), "more than maxDepth 512");
    assertRefused("{\"a\":".repeat(513).getBytes(UTF_8), "more than maxDepth 512");
  }

  @Test
  void doesNotRecurse() throws DecodeException {
    JsonLimits deep = new JsonLimits(2_000_000, 5, 5);
    String open = "[".repeat(1_000_000);
    assertRefused(open.getBytes(UTF_8), "more than maxDepth 512");
    assertThat(scan((open + "]".repeat(1_000_000)).getBytes(UTF_8), deep).size())
        .isEqualTo(2_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"a\":2}|{\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":{\"x\":[3]},\"c\":4}|{\"a\":1,\"b\":2,\"c\":4}",
        "{\"a\":1,\"\\u0061\":2}|{\"a\":1}",
        "{\"\\u0061\":1,\"a\":2}|{\"a\":1}",
        "[{\"x\":{\"a\":[],\"a\":0}}]|[{\"x\":{\"a\":[]}}]",
        "{\"a\":1e3,\"a\":2,\"b\":12345678901234567890123,\"c\":1.50}"
            + "|{\"a\":1e3,\"b\":12345678901234567890123,\"c\":1.50}",
        "{\"a\":\"\u00e9\ud83d\ude00/\\n\\u0000\",\"a\":1}"
            + "|{\"a\":\"\u00e9\ud83d\ude00/\\n\\u0000\"}",
        "{\"\":true,\"\":false,\"x\":null}|{\"\":true,\"x\":null}"
      })
  void keepsTheFirstOfEqualKeys(String json, String expected) throws DecodeException {
    assertThat(scan(json).text()).isEqualTo(expected);
  }

  @Test
  void leavesKeysAloneThatAreEqualInDifferentObjects() throws DecodeException {
    String json = "{ \"a\" : { \"a\" : [ { \"a\" : 1 } , { \"a\" : 2 } ] }, \"b\" : 1 }";
    assertThat(scan(json).text()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 9, 10, 1_000, 100_000})
  void findsEqualKeysAmongMany(int keys) throws DecodeException {
    String distinct =
        IntStream.range(0, keys)
            .mapToObj(i -> "\"k" + i + "\":{}")
            .collect(Collectors.joining(","));
    assertThat(scan("{" + distinct + "}").text()).isEqualTo("{" + distinct + "}");
    assertThat(scan("{" + distinct + ",\"k0\":1}").text()).isEqualTo("{" + distinct + "}");
    assertThat(scan("{" + distinct + ",\"k" + (keys - 1) + "\":1}").text())
        .isEqualTo("{" + distinct + "}");
  }

  @Test
  void looksAtEachByteOfAString() throws DecodeException {
    for (int place = 0; place < 40; place++) {
      String before = "\"" + "x".repeat(place);
      String behind = "x".repeat(20) + "\"";
      for (char control = 0; control < ' '; control++) {
        assertRefused((before + control + behind).getBytes(UTF_8), "control character");
      }
      for (byte wrong : new byte[] {(byte) 0x80, (byte) 0xbf, (byte) 0xff}) {
        byte[] json = (before + "?" + behind).getBytes(UTF_8);
        json[place + 1] = wrong;
        assertRefused(json, "invalid UTF-8");
      }
      assertRefused((before + "\\q" + behind).getBytes(UTF_8), "unknown escape");
      assertRefused((before + "\"" + behind).getBytes(UTF_8), "(expected: the end)");
      for (String escape :
          new String[] {"\\\"", "\\\\", "\\u0022", "\u007f", " ", "!", "#", "[", "]"}) {
        assertThat(scan(before + escape + behind).text()).isEqualTo(before + escape + behind);
      }
    }
  }

  @Test
  void saysWhereAndWhatButNotTheContent() {
    assertThatThrownBy(() -> scan("{\"password\":secret}"))
        .hasMessage("invalid JSON at byte 12: 0x73 (expected: a value)");
    assertThatThrownBy(() -> scan("[1,2"))
        .hasMessage("invalid JSON at byte 4: the end (expected: ',' or ']')");
  }

  @Test
  void staysWithinItsPartOfTheArray() {
    byte[] bytes = "[[1,2]]".getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      JsonScanner scanner = new JsonScanner(bytes, 0, length, LIMITS);
      assertThatThrownBy(scanner::skip).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void standardLimitsAreThese() {
    assertThat(LIMITS).isEqualTo(new JsonLimits(512, 1_000, 20_000_000));
    assertThatThrownBy(() -> new JsonLimits(0, 1, 1)).hasMessage("maxDepth: 0 (expected: > 0)");
    assertThatThrownBy(() -> new JsonLimits(1, -1, 1))
        .hasMessage("maxNumberLength: -1 (expected: > 0)");
    assertThatThrownBy(() -> new JsonLimits(1, 1, 0))
        .hasMessage("maxStringLength: 0 (expected: > 0)");
  }
}
