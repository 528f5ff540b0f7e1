package dev.anqa.presence;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects being written one into the other. What is JSON already is taken over as it is, so
 * that numbers and names come out as they were said.
 */
final class JsonText {
  private final StringBuilder text = new StringBuilder();
  private final Json json;

  JsonText(Json json) {
    this.json = json;
  }

  JsonText open() {
    text.append('{');
    return this;
  }

  JsonText close() {
    text.append('}');
    return this;
  }

  JsonText openArray() {
    text.append('[');
    return this;
  }

  JsonText closeArray() {
    text.append(']');
    return this;
  }

  /** Begins a member of an object. */
  JsonText name(String name) {
    return separate().value(name).colon();
  }

  /** Begins what is not the first of its object or array. */
  JsonText separate() {
    char before = text.charAt(text.length() - 1);
    if (before != '{' && before != '[') {
      text.append(',');
    }
    return this;
  }

  private JsonText colon() {
    text.append(':');
    return this;
  }

  /** Anything that the endpoint's JSON can write. */
  JsonText value(@Nullable Object value) {
    text.append(value == null ? "null" : Payload.of(value, json).text());
    return this;
  }

  /** All members of a JSON object, without its braces. */
  JsonText members(Payload object) {
    String whole = object.text().strip();
    String inside = whole.substring(1, whole.length() - 1).strip();
    if (!inside.isEmpty()) {
      separate();
      text.append(inside);
    }
    return this;
  }

  Payload payload() {
    return Payload.json(text.toString()).with(json);
  }
}
