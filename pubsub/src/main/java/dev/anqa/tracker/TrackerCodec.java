package dev.anqa.tracker;

import dev.anqa.pubsub.Payload;
import dev.anqa.tracker.TrackerMessage.Goodbye;
import dev.anqa.tracker.TrackerMessage.Heartbeat;
import dev.anqa.tracker.TrackerMessage.TransferAck;
import dev.anqa.tracker.TrackerMessage.TransferRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a {@link TrackerMessage}. There is one form for each message: what decodes,
 * encodes to the same bytes again.
 *
 * <pre>
 * message    version:u8 = 1, kind:u8, sender:replica, then by kind
 *   1        heartbeat:         clocks, changes:u8 = 0 | 1, changes if 1
 *   2        transfer request:  clocks
 *   3        transfer ack:      count:u32, (replica, changes)*
 *   4        goodbye
 * replica    node:string, incarnation:i64
 * clocks     count:u32, (replica, clock:i64)*              ascending by replica
 * changes    from:i64, to:i64, count:u32, entry*, count:u32, removed:i64*   see Delta
 * entry      dot:i64, id:i64, previous dot:i64, topic:string, key:string, meta:u32 bytes
 * string     length:u16, UTF-8
 * </pre>
 *
 * <p>Numbers are big-endian. Strings and metas have the limits of {@link TrackerEntry}. A message
 * of another version, or with anything that no {@link TrackerState} says, is refused as a whole.
 */
final class TrackerCodec {
  private static final int VERSION = 1;
  private static final int HEARTBEAT = 1;
  private static final int TRANSFER_REQUEST = 2;
  private static final int TRANSFER_ACK = 3;
  private static final int GOODBYE = 4;

  /** A {@link ReplicaId#ref} has room for 48 bits; at a million changes a second, 8 years. */
  private static final long MAX_CLOCK = (1L << 48) - 1;

  private static final int LEAST_REPLICA_BYTES = 2 + 8;
  private static final int LEAST_CLOCK_BYTES = LEAST_REPLICA_BYTES + 8;
  private static final int LEAST_CHANGES_BYTES = 8 + 8 + 4 + 4;
  private static final int LEAST_ENTRY_BYTES = 3 * 8 + 2 + 2 + 4;

  private TrackerCodec() {}

  static byte[] encode(TrackerMessage message) {
    ByteWriter out = new ByteWriter();
    out.int8(VERSION);
    switch (message) {
      case Heartbeat(var sender, var seen, var delta) -> {
        start(out, HEARTBEAT, sender);
        clocks(out, seen);
        out.int8(delta == null ? 0 : 1);
        if (delta != null) {
          changes(out, delta);
        }
      }
      case TransferRequest(var sender, var seen) -> {
        start(out, TRANSFER_REQUEST, sender);
        clocks(out, seen);
      }
      case TransferAck(var sender, var deltas) -> {
        start(out, TRANSFER_ACK, sender);
        out.int32(deltas.size());
        for (Delta delta : deltas) {
          replica(out, delta.replica());
          changes(out, delta);
        }
      }
      case Goodbye(var sender) -> start(out, GOODBYE, sender);
    }
    return out.toByteArray();
  }

  private static void start(ByteWriter out, int kind, ReplicaId sender) {
    out.int8(kind);
    replica(out, sender);
  }

  private static void replica(ByteWriter out, ReplicaId replica) {
    out.string(replica.node());
    out.int64(replica.incarnation());
  }

  private static void clocks(ByteWriter out, Map<ReplicaId, Long> clocks) {
    out.int32(clocks.size());
    new TreeMap<>(clocks)
        .forEach((replica, clock) -> {
          replica(out, replica);
          out.int64(clock);
        });
  }

  private static void changes(ByteWriter out, Delta delta) {
    out.int64(delta.from());
    out.int64(delta.to());
    out.int32(delta.added().size());
    for (TrackerEntry entry : delta.added()) {
      out.int64(entry.dot());
      out.int64(entry.id());
      out.int64(entry.previousDot());
      out.string(entry.topic());
      out.string(entry.key());
      out.payload(entry.meta());
    }
    out.int32(delta.removed().size());
    delta.removed().forEach(out::int64);
  }

  /**
   * Reads a message.
   *
   * @throws MalformedMessageException if the bytes are anything else than {@link #encode} writes
   */
  static TrackerMessage decode(ByteBuffer bytes) throws MalformedMessageException {
    ByteReader in = new ByteReader(bytes);
    int version = in.int8();
    if (version != VERSION) {
      throw new MalformedMessageException("version: " + version + " (expected: " + VERSION + ")");
    }
    int kind = in.int8();
    ReplicaId sender = replica(in);
    TrackerMessage message =
        switch (kind) {
          case HEARTBEAT -> new Heartbeat(sender, clocks(in), heartbeatDelta(in, sender));
          case TRANSFER_REQUEST -> new TransferRequest(sender, clocks(in));
          case TRANSFER_ACK -> new TransferAck(sender, deltas(in));
          case GOODBYE -> new Goodbye(sender);
          default -> throw new MalformedMessageException("kind: " + kind + " (expected: 1 to 4)");
        };
    in.end();
    return message;
  }

  private static ReplicaId replica(ByteReader in) throws MalformedMessageException {
    return new ReplicaId(in.string(), in.int64());
  }

  private static Map<ReplicaId, Long> clocks(ByteReader in) throws MalformedMessageException {
    int count = in.count(LEAST_CLOCK_BYTES);
    TreeMap<ReplicaId, Long> clocks = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      ReplicaId replica = replica(in);
      if (!clocks.isEmpty() && clocks.lastKey().compareTo(replica) >= 0) {
        throw new MalformedMessageException(
            "clock of " + replica + " after that of " + clocks.lastKey());
      }
      clocks.put(replica, in.clock("clock", 0, MAX_CLOCK));
    }
    return clocks;
  }

  private static @Nullable Delta heartbeatDelta(ByteReader in, ReplicaId sender)
      throws MalformedMessageException {
    int present = in.int8();
    return switch (present) {
      case 0 -> null;
      case 1 -> delta(in, sender);
      default -> throw new MalformedMessageException("changes: " + present + " (expected: 0, 1)");
    };
  }

  private static List<Delta> deltas(ByteReader in) throws MalformedMessageException {
    int count = in.count(LEAST_REPLICA_BYTES + LEAST_CHANGES_BYTES);
    List<Delta> deltas = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      deltas.add(delta(in, replica(in)));
    }
    return deltas;
  }

  private static Delta delta(ByteReader in, ReplicaId replica) throws MalformedMessageException {
    long from = in.clock("from", 0, MAX_CLOCK);
    long to = in.clock("to", from + 1, MAX_CLOCK);
    int count = in.count(LEAST_ENTRY_BYTES);
    List<TrackerEntry> added = new ArrayList<>(count);
    long last = from;
    for (int i = 0; i < count; i++) {
      TrackerEntry entry = entry(in, replica, last, to);
      added.add(entry);
      last = entry.dot();
    }
    return new Delta(replica, from, to, added, removed(in, from));
  }

  private static TrackerEntry entry(ByteReader in, ReplicaId replica, long last, long to)
      throws MalformedMessageException {
    long dot = in.clock("dot", last + 1, to);
    long id = in.clock("id", 1, dot);
    long previous = in.clock("previous dot", 0, dot - 1);
    // Never updated: the first dot is the only one. Updated: the first, then the previous, then it.
    if (previous == 0 ? id != dot : id > previous) {
      throw new MalformedMessageException("dots: " + id + ", " + previous + ", " + dot);
    }
    String topic = in.string();
    String key = in.string();
    byte[] bytes = in.bytes(TrackerEntry.MAX_META_BYTES);
    Payload meta = Payload.wrap(Payload.Kind.JSON, bytes, 0, bytes.length, null);
    if (!meta.isObject()) {
      throw new MalformedMessageException("meta of dot " + dot + " (expected: a JSON object)");
    }
    return new TrackerEntry(replica, id, dot, previous, topic, key, meta);
  }

  private static List<Long> removed(ByteReader in, long from) throws MalformedMessageException {
    int count = in.count(Long.BYTES);
    List<Long> removed = new ArrayList<>(count);
    long last = 0;
    for (int i = 0; i < count; i++) {
      last = in.clock("removed", last + 1, from);
      removed.add(last);
    }
    return removed;
  }
}
