package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.TransportContract;
import dev.anqa.conformance.client.Vsn;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad frames end their own connection with 1011 and nothing else: spec section 1.9. */
@TransportContract(Vsn.V2)
class BadInputTest {
  private static final List<String> ANY_VERSION =
      List.of(
          "",
          " ",
          "{",
          "[",
          "nope",
          "\"text\"",
          "17",
          "null",
          "true",
          "[]",
          "{}",
          "[1,2,3,4]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\"]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{}",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":}]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":1e400}]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":01}]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":NaN}]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{'x':1}]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":\"\\q\"}]",
          "[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":1}] trailing",
          "{\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}",
          "{\"topic\":\"room:a\",\"payload\":{},\"ref\":\"1\"}",
          "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"ref\":\"1\"}",
          "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"payload\":{}}",
          "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"payload\":{\"x\":1e400},\"ref\":\"1\"}",
          "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"",
          "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}}");

  private final RunningLab lab;
  private final Dialect dialect;
  @AutoClose private final Phoenix bystander;
  private final String room = Phoenix.room();

  BadInputTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.bystander = lab.connect(dialect);
    bystander.joined(room);
  }

  static Stream<Arguments> badTexts() {
    Stream<Arguments> any =
        ANY_VERSION.stream()
            .flatMap(text -> Arrays.stream(Vsn.values()).map(vsn -> Arguments.of(vsn, text)));
    return Stream.concat(
        any,
        Stream.of(
            Arguments.of(Vsn.V1, "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]"),
            Arguments.of(
                Vsn.V2,
                "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}")));
  }

  /** Rows 119, 127 and R7. */
  @ParameterizedTest
  @MethodSource("badTexts")
  void textEndsItsConnectionAlone(Vsn vsn, String text) {
    try (Phoenix client = lab.connect(dialect.in(vsn))) {
      client.joined(room);
      client.sendRaw(text);
      client.expectClosed(1011);
    }
    bystander.expectNothingFrom(room);
  }

  /** Spec section 1.4: what does not match the layout of a push. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "0001010101",
        "00010106",
        "000101ff0131",
        "01010206023131366f6f6d6f6b",
        "0206",
        "ff",
        "03000000007b7d",
        "5b2231222c2231222c22726f6f6d3a61222c227068785f6a6f696e222c7b7d5d"
      })
  void binaryEndsItsConnectionAlone(String hex) {
    try (Phoenix client = lab.connect(dialect)) {
      client.connection().sendBinary(HexFormat.of().parseHex(hex));
      client.expectClosed(1011);
    }
    bystander.expectNothingFrom(room);
  }

  /** A field of a binary push that is not UTF-8 cannot be a string. */
  @Test
  void binaryWithABrokenStringEndsItsConnectionAlone() {
    try (Phoenix client = lab.connect(dialect)) {
      client.connection().sendBinary(HexFormat.of().parseHex("00010101023131ff6f6b"));
      client.expectClosed(1011);
    }
    bystander.expectNothingFrom(room);
  }

  /** Row R8: either is legal for a topic that is an object. */
  @Test
  void aTopicThatIsAnObjectHarmsNobodyElse() {
    try (Phoenix client = lab.connect(dialect)) {
      client.sendRaw("[\"1\",\"1\",{\"a\":1},\"phx_join\",{}]");
      String answer = client.next();
      if (!answer.equals(client.connection().end(1011).toString())) {
        assertThat(answer).contains("unmatched topic");
      }
    }
    bystander.expectNothingFrom(room);
  }

  /** Nothing that came before a bad frame is lost, nothing behind it is handled. */
  @Test
  void doesNotTakeBackTheFramesBeforeIt() {
    try (Phoenix client = lab.connect(dialect)) {
      client.joined(room);
      client.send(room, "bfrom", "{\"before\":true}");
      client.sendRaw("nope");
      client.send(room, "bfrom", "{\"behind\":true}");
      client.awaitClosed(1011);
    }
    bystander.expect(Vsn.V2.broadcast(room, "bfrom", "{\"before\":true}"));
    bystander.expectNothingFrom(room);
  }
}
