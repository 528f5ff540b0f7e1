package dev.anqa.presence;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import java.util.Map;

/** Who was present on a topic, on all nodes, when it was asked for. */
public final class PresenceList {
  private final Map<String, Present> byKey;
  private final int keys;
  private final Json json;

  /** Takes over the map, which must not change any more. */
  PresenceList(Map<String, Present> byKey, int keys, Json json) {
    this.byKey = byKey;
    this.keys = keys;
    this.json = json;
  }

  /** By key, in the order of the keys; the first ones only, if it is truncated. */
  public Map<String, Present> byKey() {
    return byKey;
  }

  /** How many keys are present, listed or not. */
  public int keys() {
    return keys;
  }

  /** Whether there are more keys than are listed; see {@link PresenceBuilder#maxListedKeys}. */
  public boolean truncated() {
    return keys > byKey.size();
  }

  /** The payload of {@code presence_state}: a JSON object of what is listed. */
  public Payload payload() {
    return Present.write(byKey, new JsonText(json)).payload();
  }

  /** For debugging; see {@link Meta#toString}. */
  @Override
  public String toString() {
    return byKey + (truncated() ? " of " + keys + " keys" : "");
  }
}
