package dev.anqa.transport;

import dev.anqa.channel.Sheddable;
import dev.anqa.channel.SlowPolicy;
import dev.anqa.serializer.Frame;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
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

    /** What it has, and what it takes of the room. */
    final int bytes;

    final int cost;

    // Of the Sheddable, which is not kept: its payload has the bytes of the frame once more.

    /** Null if it must not be dropped. */
    final @Nullable SlowPolicy policy;

    /** For counting; null if it must not be dropped. */
    final @Nullable String route;

    /** See {@link Sheddable#key}. */
    final @Nullable Object key;

    Held(Frame frame, int bytes, int overhead, @Nullable Sheddable as) {
      this.frame = frame;
      this.bytes = bytes;
      this.cost = bytes + overhead;
      this.policy = as == null ? null : as.policy();
      this.route = as == null ? null : as.route();
      this.key = as == null ? null : as.key();
    }
  }

  private final WebSocketListener listener;
  private final ToIntFunction<Frame> sizes;
  private final int overhead;

  // By identity, the oldest first.

  private final LinkedHashSet<Held> all = new LinkedHashSet<>();
  private final LinkedHashSet<Held> oldestGoFirst = new LinkedHashSet<>();
  private final LinkedHashSet<Held> newestGoFirst = new LinkedHashSet<>();

  /** By their keys. */
  private final Map<Object, Held> newest = new HashMap<>();

  private long bytes;

  /** Of those of which the oldest go first. */
  private long oldestBytes;

  /** Whether there was too little room for the newest. */
  private boolean isShort;

  /**
   * For frames of any form.
   *
   * @param sizes how many bytes a frame has
   * @param overhead what it takes beside them
   */
  HeldFrames(WebSocketListener listener, ToIntFunction<Frame> sizes, int overhead) {
    this.listener = listener;
    this.sizes = sizes;
    this.overhead = overhead;
  }

  /** How many bytes they take. */
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
    Held held = new Held(frame, sizes.applyAsInt(frame), overhead, as);
    Held replaced = held.key == null ? null : newest.get(held.key);
    isShort = bytes + held.cost - (replaced == null ? 0 : replaced.cost) > room;
    if (as == null) {
      shrink(room - held.cost);
    } else if (oldestGoFirst(held)) {
      makeRoom(held, replaced, room);
    }
    if (bytes + held.cost <= room) {
      keep(held);
      return true;
    }
    if (held.route != null) {
      listener.dropped(held.route, held.bytes);
      return true;
    }
    return false;
  }

  /** Drops what goes for a frame, which is nothing for one that does not fit all the same. */
  private void makeRoom(Held held, @Nullable Held replaced, long room) {
    boolean fits = bytes - oldestBytes + held.cost <= room;
    if (fits && replaced != null) {
      drop(replaced);
    }
    dropOldest(fits ? room - held.cost : room); // There may be less room than there was.
  }

  private static boolean oldestGoFirst(Held held) {
    return held.policy != null && !(held.policy instanceof SlowPolicy.DropNewest);
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
    bytes += held.cost;
    all.add(held);
    if (oldestGoFirst(held)) {
      oldestGoFirst.add(held);
      oldestBytes += held.cost;
    } else if (held.policy != null) {
      newestGoFirst.add(held);
    }
    if (held.key != null) {
      newest.put(held.key, held);
    }
  }

  private void drop(Held held) {
    remove(held);
    if (held.route != null) {
      listener.dropped(held.route, held.bytes);
    }
  }

  private void remove(Held held) {
    bytes -= held.cost;
    all.remove(held);
    if (oldestGoFirst.remove(held)) {
      oldestBytes -= held.cost;
    }
    newestGoFirst.remove(held);
    if (held.key != null) {
      newest.remove(held.key, held);
    }
  }

  /** All of them, a copy. */
  List<Frame> frames() {
    return all.stream().map(held -> held.frame).toList();
  }

  /** Takes all of them out. */
  void clear() {
    all.clear();
    oldestGoFirst.clear();
    newestGoFirst.clear();
    newest.clear();
    bytes = 0;
    oldestBytes = 0;
  }

  /** Takes those back, before all others, that were taken out; none of them is dropped. */
  void restore(List<Frame> taken) {
    for (Frame frame : taken.reversed()) {
      Held held = new Held(frame, sizes.applyAsInt(frame), overhead, /* as= */ null);
      all.addFirst(held);
      bytes += held.cost;
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
