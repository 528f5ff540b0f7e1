package dev.anqa.tracker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

/**
 * One life of one shard on one node. A node that restarts is another replica under the same name.
 *
 * @param node the node's name, as the adapter gives it
 * @param incarnation greater for each start of the node; microseconds of the start's time of day
 */
record ReplicaId(String node, long incarnation) implements Comparable<ReplicaId> {
  private static final Comparator<ReplicaId> ORDER =
      Comparator.comparing(ReplicaId::node).thenComparingLong(ReplicaId::incarnation);

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  @Override
  public int compareTo(ReplicaId other) {
    return ORDER.compare(this, other);
  }

  /** Whether the other is an earlier life of the same node. */
  boolean replaces(ReplicaId other) {
    return node.equals(other.node) && incarnation > other.incarnation;
  }

  /**
   * The {@code phx_ref} of this replica's change number {@code dot}: 16 characters, equal on all
   * nodes without being sent, for it is made of 48 bits of a hash of this id and 48 of the dot.
   */
  String ref(long dot) {
    byte[] bytes = new byte[12];
    putInt48(bytes, 0, hash());
    putInt48(bytes, 6, dot);
    return BASE64.encodeToString(bytes);
  }

  /** FNV-1a, because {@link #hashCode} need not be equal on two nodes. */
  private long hash() {
    long hash = FNV_BASIS;
    for (byte each : node.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      hash = (hash ^ ((incarnation >>> shift) & 0xff)) * FNV_PRIME;
    }
    return hash ^ (hash >>> 32);
  }

  private static void putInt48(byte[] bytes, int offset, long value) {
    for (int i = 0; i < 6; i++) {
      bytes[offset + i] = (byte) (value >>> ((5 - i) * Byte.SIZE));
    }
  }

  @Override
  public String toString() {
    return node + "@" + incarnation;
  }
}
