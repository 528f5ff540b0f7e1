package dev.anqa.serializer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The rare things that the {@link JsonScanner} leaves to Jackson, for JSON that it has checked. */
final class SlowPath {
  // The limits are the scanner's; these only keep Jackson's own from being lower.
  private static final JsonMapper JACKSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .build())
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
                  // A table of names would serve strangers' keys here.
                  .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private SlowPath() {}

  /**
   * The same value, of equal keys in an object only the first; numbers stay as they are written.
   */
  static byte[] firstWins(byte[] bytes, int offset, int length) {
    ByteArrayOutputStream copy = new ByteArrayOutputStream(length);
    try (JsonParser from = JACKSON.createParser(bytes, offset, length);
        JsonGenerator to = JACKSON.createGenerator(copy)) {
      Deque<Set<String>> keys = new ArrayDeque<>(); // Of the objects that are open.
      for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
        copy(token, from, to, keys);
      }
    }
    return copy.toByteArray();
  }

  private static void copy(
      JsonToken token, JsonParser from, JsonGenerator to, Deque<Set<String>> keys) {
    switch (token) {
      case START_OBJECT -> {
        keys.push(new HashSet<>());
        to.writeStartObject();
      }
      case END_OBJECT -> {
        keys.pop();
        to.writeEndObject();
      }
      case PROPERTY_NAME -> {
        String name = from.currentName();
        if (keys.element().add(name)) {
          to.writeName(name);
        } else {
          from.nextToken();
          from.skipChildren();
        }
      }
      case START_ARRAY -> to.writeStartArray();
      case END_ARRAY -> to.writeEndArray();
      case VALUE_STRING -> to.writeString(from.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeRawValue(from.getString());
      case VALUE_TRUE -> to.writeBoolean(true);
      case VALUE_FALSE -> to.writeBoolean(false);
      case VALUE_NULL -> to.writeNull();
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new AssertionError(token + " in a JSON text");
    }
  }

  /** One spelling for each value: no white space, keys in order, numbers and strings normalized. */
  static byte[] canonical(byte[] json) {
    return JACKSON.writeValueAsBytes(JACKSON.readValue(json, Object.class));
  }
}
