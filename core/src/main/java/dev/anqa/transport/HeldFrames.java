package dev.anqa.transport;

import dev.anqa.channel.Sheddable;
import dev.anqa.channel.SlowPolicy;
import dev.anqa.serializer.Frame;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is held back for a client that does not read, in order, and may still be dropped by the
 * {@link SlowPolicy} of its channel. There is one only while a client is behind. Touched on the
 * event loop only.
 *
 * <p>Each frame is whole in here or not at all, and those that stay keep their order.
 */
final class HeldFrames {
  private static final class Held {
    final Frame frame;
    final int bytes;

    /** Null if it must not be dropped. */
    final @Nullable Sheddable as;

    /** See {@link Sheddable#key}. */
    final @Nullable Object key;

    Held(Frame frame, @Nullable Sheddable as) {
      this.frame = frame;
      this.bytes = FrameBytes.size(frame);
      this.as = as;
      this.key = as == null ? null : as.key();
    }
  }

  private final WebSocketListener listener;

  // By identity, the oldest first.

  private final LinkedHashSet<Held> all = new LinkedHashSet<>();
  private final LinkedHashSet<Held> oldestGoFirst = new LinkedHashSet<>();
  private final LinkedHashSet<Held> newestGoFirst = new LinkedHashSet<>();

  /** By their keys. */
  private final Map<Object, Held> newest = new HashMap<>();

  private long bytes;

  /** Whether there was too little room for the newest. */
  private boolean isShort;

  HeldFrames(WebSocketListener listener) {
    this.listener = listener;
  }

  /** How many bytes they have. */
  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Takes a frame in, or drops it or others.
   *
   * @param as null if it must not be dropped
   * @param room how many bytes there may be
   * @return false, and nothing was taken in, if it must not be dropped and there is no room
   */
  boolean add(Frame frame, @Nullable Sheddable as, long room) {
    Held held = new Held(frame, as);
    if (held.key != null) {
      Held replaced = newest.get(held.key);
      if (replaced != null) {
        drop(replaced);
      }
    }
    boolean keepsOthers = as != null && as.policy() instanceof SlowPolicy.DropNewest;
    isShort = bytes + held.bytes > room;
    if (as == null) {
      shrink(room - held.bytes);
    } else if (!keepsOthers) {
      dropOldest(room - held.bytes);
    }
    if (bytes + held.bytes <= room) {
      keep(held);
      return true;
    }
    if (as != null) {
      listener.dropped(as, held.bytes);
      return true;
    }
    return false;
  }

  /** Whether the frame that came last did not fit, and it or others were dropped or refused. */
  boolean wasShort() {
    return isShort;
  }

  /** Drops what may be dropped until there are no more bytes than that, or nothing to drop. */
  void shrink(long room) {
    dropOldest(room);
    while (bytes > room && !newestGoFirst.isEmpty()) {
      drop(newestGoFirst.getLast());
    }
  }

  private void dropOldest(long room) {
    while (bytes > room && !oldestGoFirst.isEmpty()) {
      drop(oldestGoFirst.getFirst());
    }
  }

  private void keep(Held held) {
    bytes += held.bytes;
    all.add(held);
    if (held.as != null) {
      boolean newGoFirst = held.as.policy() instanceof SlowPolicy.DropNewest;
      (newGoFirst ? newestGoFirst : oldestGoFirst).add(held);
    }
    if (held.key != null) {
      newest.put(held.key, held);
    }
  }

  private void drop(Held held) {
    remove(held);
    if (held.as != null) {
      listener.dropped(held.as, held.bytes);
    }
  }

  private void remove(Held held) {
    bytes -= held.bytes;
    all.remove(held);
    oldestGoFirst.remove(held);
    newestGoFirst.remove(held);
    if (held.key != null) {
      newest.remove(held.key, held);
    }
  }

  /** Takes the oldest out; null if there is none. */
  @Nullable Frame poll() {
    if (all.isEmpty()) {
      return null;
    }
    Held first = all.getFirst();
    remove(first);
    return first.frame;
  }
}
