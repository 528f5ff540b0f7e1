package dev.anqa.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transport has to know of a frame that it may drop.
 *
 * @param policy never {@link SlowPolicy.Close}
 * @param route the pattern that matched the topic, for counting
 * @param json reads the payload
 */
public record Sheddable(
    SlowPolicy policy, String route, String topic, String event, Payload payload, Json json) {
  private record Key(String topic, String event, @Nullable Object value) {}

  /** An object or a list as its JSON, in which {@code [1]} is not {@code "[1]"}. */
  private record Written(String json) {}

  /**
   * Equal for frames of which the newest replaces the others; null if it replaces none. Parses the
   * payload, so is for frames that wait.
   */
  public @Nullable Object key() {
    return switch (policy) {
      case SlowPolicy.Close _, SlowPolicy.DropNewest _, SlowPolicy.DropOldest _ -> null;
      case SlowPolicy.Conflate(String field) ->
          new Key(topic, event, field == null ? null : value(field));
    };
  }

  /** Null where there is none. Takes no more memory than the payload, roughly. */
  private @Nullable Object value(String field) {
    if (payload.isBinary()) {
      return null;
    }
    try {
      Object value = payload.as(json, Map.class).get(field);
      return value instanceof Map || value instanceof List
          ? new Written(
              new String(
                  json.write(value), UTF_8)) // As objects, it could take twenty times as much.
          : value;
    } catch (PayloadException e) {
      return null; // No object, so the event alone is the key.
    }
  }
}
