package dev.anqa.tracker;

import dev.anqa.pubsub.Payload;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is tracked on a topic under a key: one item of {@link Tracker#list}, and of the
 * joins and leaves of a {@link TrackerDiff}.
 *
 * <p>Immutable. Equal to every entry with the same {@link #ref()} of the same replica, on any node.
 */
public final class TrackerEntry {
  /** The longest topic and the longest key, in bytes of UTF-8. */
  static final int MAX_NAME_BYTES = 65_535;

  /** The largest meta, in bytes. */
  static final int MAX_META_BYTES = 1 << 20;

  private final ReplicaId replica;

  /** The dot under which the entry was tracked first; an update keeps it. */
  private final long id;

  private final long dot;

  /** 0 when the entry was never updated. */
  private final long previousDot;

  private final String topic;
  private final String key;
  private final Payload meta;
  private final String ref;

  TrackerEntry(
      ReplicaId replica,
      long id,
      long dot,
      long previousDot,
      String topic,
      String key,
      Payload meta) {
    this.replica = replica;
    this.id = id;
    this.dot = dot;
    this.previousDot = previousDot;
    this.topic = topic;
    this.key = key;
    this.meta = meta;
    this.ref = replica.ref(dot);
  }

  /** The topic, such as {@code room:lobby}. */
  public String topic() {
    return topic;
  }

  /** What groups the entries of one user or thing, such as a user's id. */
  public String key() {
    return key;
  }

  /** What was said when it was tracked or updated: a JSON object, without the refs. */
  public Payload meta() {
    return meta;
  }

  /** Phoenix's {@code phx_ref}: 16 characters, another one after each update. */
  public String ref() {
    return ref;
  }

  /** Phoenix's {@code phx_ref_prev}: the ref before the last update; null if there was none. */
  public @Nullable String previousRef() {
    return previousDot == 0 ? null : replica.ref(previousDot);
  }

  /** The name of the node where it is tracked. */
  public String node() {
    return replica.node();
  }

  /** Whether the other is this very tracking before or after updates. */
  public boolean isSameTracking(TrackerEntry other) {
    return id == other.id && replica.equals(other.replica);
  }

  ReplicaId replica() {
    return replica;
  }

  long id() {
    return id;
  }

  long dot() {
    return dot;
  }

  long previousDot() {
    return previousDot;
  }

  /**
   * Refuses what could not cross to other nodes.
   *
   * @throws IllegalArgumentException if the name is longer than {@value #MAX_NAME_BYTES} bytes
   */
  static String checkName(String what, String name) {
    if (name.length() > MAX_NAME_BYTES / 3) { // A char has at most 3 bytes.
      int bytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_NAME_BYTES) {
        throw new IllegalArgumentException(
            what + ": " + bytes + " bytes (expected: <= " + MAX_NAME_BYTES + ")");
      }
    }
    return name;
  }

  /**
   * Refuses what could not cross to other nodes.
   *
   * @throws IllegalArgumentException if the meta is no JSON object, or larger than {@value
   *     #MAX_META_BYTES} bytes
   */
  static Payload checkMeta(Payload meta) {
    if (!meta.isObject()) {
      throw new IllegalArgumentException("meta: " + meta + " (expected: a JSON object)");
    }
    if (meta.size() > MAX_META_BYTES) {
      throw new IllegalArgumentException(
          "meta: " + meta.size() + " bytes (expected: <= " + MAX_META_BYTES + ")");
    }
    return meta;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrackerEntry that && dot == that.dot && replica.equals(that.replica);
  }

  @Override
  public int hashCode() {
    return 31 * replica.hashCode() + Long.hashCode(dot);
  }

  /** For debugging: who and where, never the meta, which may hold secrets. */
  @Override
  public String toString() {
    return topic + "/" + key + " " + replica + "#" + dot;
  }
}
