package dev.anqa.conformance.client;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the tests compare it: one text for each value, whatever the order of its keys was. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private Json() {}

  public static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /** The text with sorted keys and without spaces. */
  public static String canonical(String text) {
    return canonical(parse(text));
  }

  public static String canonical(JsonNode value) {
    return MAPPER.writeValueAsString(value);
  }

  /** The text of maps, lists, strings, numbers and booleans. */
  public static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** A JSON string. */
  public static String quoted(String text) {
    return MAPPER.writeValueAsString(text);
  }
}
