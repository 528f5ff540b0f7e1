package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.TransportContract;
import dev.anqa.conformance.client.Vsn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What JSON is after a way through the server: spec section 1.9, row R54. */
@TransportContract
class JsonFidelityTest {
  private final Vsn vsn;
  @AutoClose private final Phoenix client;
  private final String room = Phoenix.room();

  JsonFidelityTest(Dialect dialect, RunningLab lab) {
    this.vsn = dialect.vsn();
    this.client = lab.connect(dialect);
    client.joined(room);
  }

  /** Compared as text, for a parser in between would hide what it hides. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456789012345678901234567890",
        "-98765432109876543210",
        "9007199254740993",
        "0.1",
        "-1.5",
        "\"grüße\"",
        "\"日本語\"",
        "\"a/b\"",
        "\"<script>&'\"",
        "\"\\u0001\"",
        "\"tab\\t quote\\\" back\\\\ line\\n\"",
        "{\"k\":[true,false,null]}",
        "[[],{}]"
      })
  void keepsTheValue(String value) {
    assertThat(echoed(value)).contains("\"v\":" + value);
  }

  /** Beyond the basic plane, raw or escaped: it means the same. */
  @Test
  void keepsACharacterOfTwoCodeUnits() {
    client.sendRaw(echo("\"\\ud83d\\ude00\""));
    assertThat(client.next()).contains("😀");
  }

  /** Shortest form, an exponent where needed; a client's parser sees the same double. */
  @ParameterizedTest
  @ValueSource(strings = {"1e3", "1.0e3", "1E3", "2.50", "1e-7", "1.7976931348623157e308", "-0.0"})
  void keepsTheValueOfAFloat(String number) {
    String text = echoed(number);
    int from = text.indexOf("\"v\":") + 4;
    int to = from;
    while ("+-.eE0123456789".indexOf(text.charAt(to)) >= 0) {
      to++;
    }
    assertThat(Double.parseDouble(text.substring(from, to)))
        .as(text)
        .isEqualTo(Double.parseDouble(number));
  }

  @Test
  void keepsTheRefOfThirtyDigits() {
    String ref = "123456789012345678901234567890";
    client.sendRaw(vsn.message("null", ref, "\"" + room + "\"", "\"ok\"", "{}"));
    assertThat(client.connection().next().text()).contains(ref);
  }

  /** Spaces and line ends of a client's JSON are not significant. */
  @Test
  void readsJsonWithSpaces() {
    client.sendRaw(echo(" {\n\t\"a\" : 1 }\r\n").replace(",", " ,\n "));
    assertThat(client.next()).contains("\"v\":{\"a\":1}");
  }

  private String echoed(String value) {
    client.sendRaw(echo(value));
    return client.connection().next().text();
  }

  private String echo(String value) {
    String payload = "{\"v\":" + value + "}";
    return vsn.message("null", "\"77\"", "\"" + room + "\"", "\"echo\"", payload);
  }
}
