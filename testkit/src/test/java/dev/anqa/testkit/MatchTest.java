package dev.anqa.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.JacksonJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which payload matches which expectation. */
final class MatchTest {
  private static final JacksonJson JSON = JacksonJson.standard();

  private static String misfit(String expected, String found) {
    return Match.of(Payload.json(expected), JSON).misfit(Payload.json(found).with(JSON));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                  | {"a":1}
          {"a":1}             | {"b":2,"a":1}
          {"a":{"b":1}}       | {"a":{"b":1,"c":2}}
          {"a":[{"b":1}]}     | {"a":[{"b":1,"c":2}]}
          {"a":1}             | {"a":1.0}
          {"a":1e2}           | {"a":100}
          {"a":12345678901234567890} | {"a":12345678901234567890}
          {"a":null}          | {"a":null}
          {"a":"x"}           | {"a":"\\u0078"}
          [1,2]               | [1,2]
          "a"                 | "a"
          true                | true
          null                | null
          """)
  void matchesWhatHasAllOfIt(String expected, String found) {
    assertThat(misfit(expected, found)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1}         | {}               | a: missing (expected: 1)
          {"a":1}         | {"a":"1"}        | a: "1" (expected: 1)
          {"a":1}         | {"a":1.5}        | a: 1.5 (expected: 1)
          {"a":{"b":1}}   | {"a":{"b":2}}    | a.b: 2 (expected: 1)
          {"a":[1]}       | {"a":[1,2]}      | a: 2 elements (expected: 1)
          {"a":[{"b":1}]} | {"a":[{"b":2}]}  | a[0].b: 2 (expected: 1)
          {"a":null}      | {"b":1}          | a: missing (expected: null)
          {"a":1}         | {"a":null}       | a: null (expected: 1)
          {"a":{}}        | {"a":[]}         | a: [] (expected: {})
          [1]             | [2]              | [0]: 2 (expected: 1)
          1               | {"a":1}          | {"a":1} (expected: 1)
          """)
  void saysWhatDoesNotFit(String expected, String found, String misfit) {
    assertThat(misfit(expected, found)).isEqualTo(misfit);
  }

  @Test
  void matchesBinaryAsAWhole() {
    Match match = Match.of(Payload.binary((byte) 1), JSON);

    assertThat(match.misfit(Payload.binary((byte) 1))).isNull();
    assertThat(match.misfit(Payload.binary((byte) 2)))
        .isEqualTo("<1 bytes: 02> (expected: <1 bytes: 01>)");
    assertThat(match.misfit(Payload.empty())).isEqualTo("{} (expected: <1 bytes: 01>)");
  }

  @Test
  void showsTheBeginningOfWhatIsLong() {
    assertThat(Shown.text(Payload.binary(new byte[17])))
        .endsWith("00 …>")
        .startsWith("<17 bytes: ");
    assertThat(Shown.text(Payload.json("\"" + "a".repeat(400) + "\""))).hasSize(301).endsWith("…");
  }
}
