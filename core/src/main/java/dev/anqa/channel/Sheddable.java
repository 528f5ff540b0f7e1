package dev.anqa.channel;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
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

  /** Null where there is none. */
  private @Nullable Object value(String field) {
    if (payload.isBinary()) {
      return null;
    }
    try {
      return payload.as(json, Map.class).get(field);
    } catch (PayloadException e) {
      return null; // No object, so the event alone is the key.
    }
  }
}
