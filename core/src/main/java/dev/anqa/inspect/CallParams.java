package dev.anqa.inspect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a call to the admin interface: of the query, or of the JSON body. */
final class CallParams {
  private final Map<String, Object> values;

  /**
   * Takes parameters.
   *
   * @throws BadCallException if there is one that the call does not know
   */
  CallParams(Map<String, ?> values, List<String> known) throws BadCallException {
    this.values = new LinkedHashMap<>(values);
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new BadCallException(
            "parameter \"%s\" (expected: %s)"
                .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  /** A text; null if it is not there. */
  @Nullable String text(String name) throws BadCallException {
    Object value = values.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw unfit(name, value, "a string");
  }

  String text(String name, String otherwise) throws BadCallException {
    String value = text(name);
    return value == null ? otherwise : value;
  }

  String required(String name) throws BadCallException {
    String value = text(name);
    if (value == null || value.isEmpty()) {
      throw unfit(name, value, "a string that is not empty");
    }
    return value;
  }

  /** A number, which a query writes as text; null if it is not there. */
  @Nullable Long number(String name, long min, long max) throws BadCallException {
    Object value = values.get(name);
    if (value == null) {
      return null;
    }
    String text = value.toString();
    if (text.matches("-?[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw unfit(name, value, "a number from %d to %d".formatted(min, max));
  }

  long number(String name, long min, long max, long otherwise) throws BadCallException {
    Long value = number(name, min, max);
    return value == null ? otherwise : value;
  }

  boolean flag(String name) throws BadCallException {
    Object value = values.get(name);
    return switch (value == null ? "false" : value.toString()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unfit(name, value, "true or false");
    };
  }

  @Nullable Object any(String name) {
    return values.get(name);
  }

  /** Which part of a listing. */
  PageRequest page() throws BadCallException {
    return new PageRequest(text("after"), (int) number("limit", 1, PageRequest.MAX_LIMIT, 100));
  }

  /** Which connections. */
  SocketFilter filter() throws BadCallException {
    return new SocketFilter(
        text("id"), text("peer"), text("handler"), number("connection", 1, Long.MAX_VALUE));
  }

  Map<String, Object> asMap() {
    return values;
  }

  private static BadCallException unfit(String name, @Nullable Object value, String expected) {
    String shown = value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    return new BadCallException("%s: %s (expected: %s)".formatted(name, shown, expected));
  }
}
