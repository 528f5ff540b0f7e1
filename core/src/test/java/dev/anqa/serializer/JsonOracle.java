package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a JSON document says, by the JDK's UTF-8 decoder and Jackson's parser. Jackson is given
 * characters, because it takes some bytes that are no UTF-8.
 */
final class JsonOracle {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(513)
                          .maxNumberLength(1_000)
                          .maxStringLength(20_000_000)
                          .maxNameLength(20_000_000)
                          .build())
                  .build())
          .build();

  private static final JsonMapper STRICT_MAPPER =
      MAPPER.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** The value, or null and the problem. */
  record Answer(@Nullable Object value, String problem) {
    static Answer refused(String problem) {
      return new Answer(null, problem);
    }
  }

  private enum Literal {
    NULL
  }

  private JsonOracle() {}

  /** Reads a document; of equal keys the first wins. */
  static Answer read(byte[] json) {
    return read(json, MAPPER);
  }

  /** Reads a document that must not have equal keys. */
  static Answer readStrictly(byte[] json) {
    return read(json, STRICT_MAPPER);
  }

  private static Answer read(byte[] json, JsonMapper mapper) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      try (JsonParser parser = mapper.createParser(text)) {
        parser.nextToken();
        Object value = value(parser, 0);
        if (parser.nextToken() != null) {
          return Answer.refused("more behind the end");
        }
        return new Answer(value, "");
      }
    } catch (CharacterCodingException | JacksonException | Refused e) {
      return Answer.refused(String.valueOf(e.getMessage()));
    }
  }

  private static final class Refused extends Exception {
    Refused(String message) {
      super(message);
    }
  }

  private static Object value(JsonParser parser, int depth) throws Refused {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new Refused("nothing");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, depth + 1);
      case START_ARRAY -> array(parser, depth + 1);
      case VALUE_STRING -> wellFormed(parser.getString());
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Literal.NULL;
      default -> throw new Refused(token.name());
    };
  }

  private static Map<String, Object> object(JsonParser parser, int depth) throws Refused {
    requireDepth(depth);
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = wellFormed(parser.currentName());
      parser.nextToken();
      object.putIfAbsent(key, value(parser, depth));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser, int depth) throws Refused {
    requireDepth(depth);
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, depth));
    }
    return array;
  }

  private static void requireDepth(int depth) throws Refused {
    if (depth > 512) {
      throw new Refused("too deep");
    }
  }

  private static double finite(double number) throws Refused {
    if (Double.isInfinite(number)) {
      throw new Refused("beyond a double");
    }
    return number;
  }

  private static String wellFormed(String text) throws Refused {
    if (!UTF_8.newEncoder().canEncode(text)) {
      throw new Refused("a lone surrogate");
    }
    return text;
  }
}
