package dev.anqa.serializer;

import dev.anqa.pubsub.PayloadException;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * What a client is told of a payload that does not fit: where, what was expected and what came, in
 * the words of JSON. Not the content, and nothing of the classes behind it.
 */
final class Misfit {
  private Misfit() {}

  /** A developer's mistake is no fault of the client, and so no {@link PayloadException}. */
  static RuntimeException of(JacksonException e, Class<?> type) {
    String field = path(e.getPath());
    return switch (e) {
      case InvalidDefinitionException _ ->
          new IllegalArgumentException(
              "Cannot read JSON as "
                  + type.getName()
                  + ": "
                  + e.getOriginalMessage()
                  + ". Read it as a map, a record, or a type that Jackson knows how to read.",
              e);
      case MismatchedInputException mismatch -> {
        Class<?> target = mismatch.getTargetType();
        yield misfit(field, came(mismatch), expected(target != null ? target : type));
      }
      case InputCoercionException coercion ->
          misfit(field, name(coercion.getInputType()), expected(coercion.getTargetType()));
      case StreamConstraintsException _ -> new PayloadException(field, "JSON beyond the limits");
      case StreamReadException _ -> new PayloadException(field, "malformed JSON");
      default -> new PayloadException(field, "invalid value");
    };
  }

  static PayloadException ofNull(Class<?> type) {
    return misfit("", "null", expected(type));
  }

  private static PayloadException misfit(String field, String came, String expected) {
    return new PayloadException(field, came + " (expected: " + expected + ")");
  }

  private static String came(MismatchedInputException e) {
    JsonToken token = e.getCurrentToken();
    if (token == null && e.processor() instanceof JsonParser parser) {
      token = parser.currentToken();
    }
    return name(token);
  }

  /** A component is found missing when its object ends. */
  private static String name(@Nullable JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> "string";
      case VALUE_NUMBER_INT -> "integer";
      case VALUE_NUMBER_FLOAT -> "number";
      case VALUE_TRUE, VALUE_FALSE -> "boolean";
      case VALUE_NULL -> "null";
      case START_ARRAY, END_ARRAY -> "array";
      case START_OBJECT, PROPERTY_NAME -> "object";
      case END_OBJECT, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "missing";
      case null -> "missing";
    };
  }

  private static String expected(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return "integer of 32 bits";
    } else if (type == long.class || type == Long.class) {
      return "integer of 64 bits";
    } else if (type == short.class || type == Short.class) {
      return "integer of 16 bits";
    } else if (type == byte.class || type == Byte.class) {
      return "integer of 8 bits";
    } else if (type == BigInteger.class) {
      return "integer";
    } else if (type.isPrimitive() && type != boolean.class && type != char.class) {
      return "number";
    } else if (Number.class.isAssignableFrom(type)) {
      return "number";
    } else if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    } else if (type.isEnum()) {
      return "string, one of the allowed ones";
    }
    return expectedText(type);
  }

  private static String expectedText(Class<?> type) {
    if (type == char.class || type == Character.class) {
      return "string of one character";
    } else if (CharSequence.class.isAssignableFrom(type)) {
      return "string";
    } else if (type == byte[].class) {
      return "string in Base64";
    } else if (type == UUID.class) {
      return "string with a UUID";
    } else if (TemporalAccessor.class.isAssignableFrom(type)) {
      return "string with a date or time of ISO 8601";
    } else if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "array";
    }
    return type == Object.class ? "value" : "object";
  }

  private static String path(List<JacksonException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : references) {
      String name = reference.getPropertyName();
      if (name == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.toString();
  }
}
