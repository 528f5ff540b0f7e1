package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The broadcasts that the loops of a node have compressed: each once, by the loop that comes first,
 * for the clients of all loops.
 *
 * <p>A loop that wants one which another loop is just compressing waits for it, which takes no
 * longer than to do the same again. Beside, all take one lock, for the time of one look in a map:
 * each loop once for each broadcast, and for what was held back; replies and pushes do not come
 * here. Loops may call any method.
 *
 * <p>A broadcast is known by its frame, which all loops are given; frames are equal if they have
 * the same array. It is forgotten when nobody has the frame any more.
 */
final class CompressedBroadcasts {
  /** Guarded by itself, for the time of one look. */
  private final Map<Frame, Compressed> known = new WeakHashMap<>();

  private static final class Compressed {
    /** Guarded by this object; null until somebody made it. */
    private byte @Nullable [] payload;

    synchronized byte[] payload(Supplier<byte[]> compress) {
      byte[] made = payload;
      if (made == null) {
        made = compress.get();
        payload = made;
      }
      return made;
    }
  }

  /** The compressed payload of a broadcast, which is made if nobody has made it yet. */
  byte[] payload(Frame message, Supplier<byte[]> compress) {
    Compressed compressed;
    synchronized (known) {
      compressed = known.computeIfAbsent(message, _ -> new Compressed());
    }
    return compressed.payload(compress);
  }

  /** Whether it was a broadcast, and has been compressed or is about to be. */
  boolean knows(Frame message) {
    synchronized (known) {
      return known.containsKey(message);
    }
  }

  /** How many are known. */
  int size() {
    synchronized (known) {
      return known.size();
    }
  }
}
