package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

final class JacksonJsonTest {
  private final Json json = JacksonJson.standard();

  enum Color {
    RED,
    BLUE
  }

  record User(
      String name,
      int age,
      @Nullable Integer rank,
      @Nullable Color color,
      @Nullable List<String> tags,
      @Nullable LocalDate born,
      @Nullable UUID id,
      @Nullable Double score,
      @Nullable Boolean admin) {}

  record Message(@Nullable User user, @Nullable List<User> users) {}

  record Empty() {}

  record Ordered(int z, String a, List<Integer> m) {}

  private <T> T read(String text, Class<T> type) {
    return Payload.json(text).as(json, type);
  }

  private String write(Object value) {
    return new String(json.write(value), UTF_8);
  }

  @Test
  void readsARecord() {
    User user =
        read(
            "{\"name\":\"Ada\",\"age\":36,\"color\":\"RED\",\"tags\":[\"a\"],"
                + "\"born\":\"1815-12-10\","
                + "\"score\":1,\"admin\":true,\"unknown\":{\"x\":[]}}",
            User.class);

    assertThat(user)
        .isEqualTo(
            new User(
                "Ada",
                36,
                null,
                Color.RED,
                List.of("a"),
                LocalDate.of(1815, 12, 10),
                null,
                1.0,
                true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"age\":\"1\"}|user.age|string (expected: integer of 32 bits)",
        "{\"age\":1.5}|user.age|number (expected: integer of 32 bits)",
        "{\"age\":true}|user.age|boolean (expected: integer of 32 bits)",
        "{\"age\":null}|user.age|null (expected: integer of 32 bits)",
        "{\"age\":{}}|user.age|object (expected: integer of 32 bits)",
        "{\"age\":[1]}|user.age|array (expected: integer of 32 bits)",
        "{\"age\":99999999999}|user.age|integer (expected: integer of 32 bits)",
        "{\"name\":\"x\"}|user.age|missing (expected: integer of 32 bits)",
        "{\"age\":1,\"rank\":\"\"}|user.rank|string (expected: integer of 32 bits)",
        "{\"age\":1,\"name\":5}|user.name|integer (expected: string)",
        "{\"age\":1,\"name\":1.5}|user.name|number (expected: string)",
        "{\"age\":1,\"name\":true}|user.name|boolean (expected: string)",
        "{\"age\":1,\"name\":{}}|user.name|object (expected: string)",
        "{\"age\":1,\"tags\":\"a\"}|user.tags|string (expected: array)",
        "{\"age\":1,\"tags\":[\"a\",[]]}|user.tags[1]|array (expected: string)",
        "{\"age\":1,\"color\":\"GREEN\"}|user.color"
            + "|string (expected: string, one of the allowed ones)",
        "{\"age\":1,\"color\":0}|user.color|integer (expected: string, one of the allowed ones)",
        "{\"age\":1,\"born\":\"today\"}|user.born"
            + "|string (expected: string with a date or time of ISO 8601)",
        "{\"age\":1,\"id\":\"7\"}|user.id|string (expected: string with a UUID)",
        "{\"age\":1,\"score\":\"1\"}|user.score|string (expected: number)",
        "{\"age\":1,\"admin\":0}|user.admin|integer (expected: boolean)",
        "7|user|integer (expected: object)",
        "[]|user|array (expected: object)"
      })
  void namesTheFieldAndWhatWasExpected(String user, String field, String problem) {
    assertThatThrownBy(() -> read("{\"user\":" + user + "}", Message.class))
        .isInstanceOfSatisfying(
            PayloadException.class,
            e -> {
              assertThat(e.field()).isEqualTo(field);
              assertThat(e).hasMessage(problem);
            });
  }

  @Test
  void namesThePlaceInAList() {
    assertThatThrownBy(() -> read("{\"users\":[{\"age\":1},{\"age\":\"x\"}]}", Message.class))
        .isInstanceOfSatisfying(
            PayloadException.class, e -> assertThat(e.field()).isEqualTo("users[1].age"));
  }

  @Test
  void leavesAReferenceNullThatIsMissing() {
    assertThat(read("{}", Message.class)).isEqualTo(new Message(null, null));
  }

  @Test
  void takesNullAloneForNoValue() {
    assertThatThrownBy(() -> read("null", Message.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("null (expected: object)");
    assertThat(read("null", JsonNode.class)).isEqualTo(JsonNodeFactory.instance.nullNode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"user\":", "nul", "{\"user\":{\"age\":01}}", "{\"user\":\"\t\"}"})
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> read(text, Message.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("malformed JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{} {}", "{} x"})
  void readsOneDocument(String text) {
    assertThatThrownBy(() -> read(text, Message.class)).isInstanceOf(PayloadException.class);
  }

  @Test
  void refusesBinaryAsJson() {
    assertThatThrownBy(() -> Payload.binary((byte) 1).as(json, Map.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("binary payload (expected: JSON)");
  }

  @Test
  void tellsNothingOfContentOrClasses() {
    assertThatThrownBy(() -> read("{\"user\":{\"age\":1,\"color\":\"s3cret\"}}", Message.class))
        .hasMessageNotContainingAny("s3cret", "dev.anqa", "Color", "java", "RED")
        .hasNoCause();
  }

  @Test
  void blamesTheDeveloperForATypeThatCannotBeRead() {
    assertThatThrownBy(() -> read("{}", Runnable.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read JSON as java.lang.Runnable: ");
  }

  @Test
  void keepsIntegersExactAndMapsInOrder() {
    Map<?, ?> map = read("{\"z\":123456789012345678901234567890,\"a\":1e3,\"m\":0.1}", Map.class);

    assertThat(map.keySet().toString()).isEqualTo("[z, a, m]");
    assertThat(map.get("z")).isEqualTo(new BigInteger("123456789012345678901234567890"));
    assertThat(write(map))
        .isEqualTo("{\"z\":123456789012345678901234567890,\"a\":1000.0,\"m\":0.1}");
  }

  @Test
  void writesRecordsInTheOrderOfTheirDeclaration() {
    assertThat(write(new Ordered(1, "x", List.of(2)))).isEqualTo("{\"z\":1,\"a\":\"x\",\"m\":[2]}");
    assertThat(write(new Empty())).isEqualTo("{}");
  }

  @Test
  void writesFloatsShortest() {
    assertThat(write(new double[] {0.1, 1e22, 100, 2e-3, 1.0E10, 123456789.125}))
        .isEqualTo("[0.1,1.0E22,100.0,0.002,1.0E10,1.23456789125E8]");
  }

  @Test
  void writesTextRaw() {
    assertThat(write("\u00e9\u20ac\ud83d\ude00</\u2028\u007f\u0001\n\""))
        .isEqualTo("\"\u00e9\u20ac\ud83d\ude00</\u2028\u007f\\u0001\\n\\\"\"");
  }

  @Test
  void saysWhatCannotBeWritten() {
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatThrownBy(() -> json.write(endless))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot write a java.util.ArrayList as JSON: ");
  }

  @Test
  void holdsWhatItReadsToItsLimits() {
    Json strict = JacksonJson.with(JacksonJson.mapper(new JsonLimits(2, 5, 8)).build());
    assertThat(Payload.json("[[12345]]").as(strict, JsonNode.class).toString())
        .isEqualTo("[[12345]]");
    for (String text : List.of("[[[]]]", "[123456]", "[\"123456789\"]")) {
      assertThatThrownBy(() -> Payload.json(text).as(strict, List.class))
          .as(text)
          .isInstanceOf(PayloadException.class)
          .hasMessage("JSON beyond the limits");
    }
  }

  @Test
  void takesAMapperOfTheApplication() {
    Json own = JacksonJson.with(JacksonJson.mapper(JsonLimits.standard()).build());
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("b", null);
    assertThat(new String(own.write(value), UTF_8)).isEqualTo("{\"b\":null}");
  }
}
