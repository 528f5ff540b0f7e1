package dev.anqa.presence;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.tracker.TrackerEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One presence under a key, such as one of the devices of a user: what was said of it when it was
 * tracked or updated. Immutable; equal to every other with the same ref, on any node.
 */
public final class Meta {
  private static final String REF = "phx_ref";
  private static final String PREVIOUS_REF = "phx_ref_prev";

  private final TrackerEntry entry;
  private final Json json;

  Meta(TrackerEntry entry, Json json) {
    this.entry = entry;
    this.json = json;
  }

  /** Phoenix's {@code phx_ref}: unlike any other, the same on all nodes until it is updated. */
  public String ref() {
    return entry.ref();
  }

  /** Phoenix's {@code phx_ref_prev}: the ref before the last update; null if there was none. */
  public @Nullable String previousRef() {
    return entry.previousRef();
  }

  /** The name of the node where it is tracked. */
  public String node() {
    return entry.node();
  }

  /** A JSON object: what was said of it, with {@code phx_ref} and {@code phx_ref_prev}. */
  public Payload payload() {
    return write(new JsonText(json)).payload();
  }

  JsonText write(JsonText to) {
    to.open().members(entry.meta()).name(REF).value(ref());
    String previous = previousRef();
    if (previous != null) {
      to.name(PREVIOUS_REF).value(previous);
    }
    return to.close();
  }

  /**
   * What an application says of a presence, written, and without refs that come from a meta before.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  static Payload payloadOf(Object value, Json json) {
    Payload meta = Payload.of(value, json);
    if (!meta.isObject() || !mayHaveRefs(meta.text())) {
      return meta; // The tracker refuses what is no object.
    }
    Map<String, Object> members = mapOf(meta);
    if (!members.containsKey(REF) && !members.containsKey(PREVIOUS_REF)) {
      return meta;
    }
    Map<String, Object> kept = new LinkedHashMap<>(members);
    kept.remove(REF);
    kept.remove(PREVIOUS_REF);
    return Payload.of(kept, json);
  }

  private static boolean mayHaveRefs(String text) {
    return text.contains(REF) || text.indexOf('\\') >= 0; // An escape may hide anything.
  }

  private static Map<String, Object> mapOf(Payload meta) {
    try {
      return meta.map();
    } catch (PayloadException e) {
      throw new IllegalArgumentException("meta: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Meta that && entry.equals(that.entry);
  }

  @Override
  public int hashCode() {
    return entry.hashCode();
  }

  /** For debugging: where and who, never what was said, which may hold secrets. */
  @Override
  public String toString() {
    return entry.toString();
  }
}
