package dev.anqa.dashboard;

import dev.anqa.pubsub.Payload;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the page asks.
 *
 * @param call such as {@code topics}; empty if it named none
 * @param params those that it gave; empty texts are none
 */
record Question(String call, Map<String, Object> params) {
  static Question of(Payload payload) {
    Map<String, Object> asked = payload.map();
    Map<String, Object> params = new LinkedHashMap<>();
    if (asked.get("params") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> {
        if (value != null && !value.equals("")) {
          params.put(String.valueOf(name), value);
        }
      });
    }
    return new Question(asked.get("call") instanceof String call ? call : "", params);
  }
}
