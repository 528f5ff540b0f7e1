package dev.anqa.limits;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each address has: connections, and handshakes of late. Any thread may call.
 *
 * <p>Bounded whatever comes: addresses with connections are as many as these, and of the others the
 * last {@value #MAX_IDLE} are known. Whoever is forgotten begins anew, which whoever has so many
 * addresses could at any time.
 */
final class AddressTable {
  static final int MAX_IDLE = 16_384;

  // Guarded by this.

  private final Map<AddressKey, Use> connected = new HashMap<>();

  /** Without connections; the one that was used the longest time ago first. */
  private final LinkedHashMap<AddressKey, Use> idle = new LinkedHashMap<>();

  private static final class Use {
    final TokenBucket handshakes;
    int connections;

    Use(long nanos) {
      handshakes = new TokenBucket(nanos);
    }
  }

  /** Takes note of a handshake; how many of late it comes on top of. */
  synchronized long handshake(AddressKey key, Cap perSecond, long nanos) {
    Use use = connected.get(key);
    if (use == null) {
      Use waiting = idle.remove(key);
      use = waiting == null ? new Use(nanos) : waiting;
      idle.put(key, use);
    }
    long before = use.handshakes.occupy(perSecond, nanos);
    forget(nanos);
    return before;
  }

  /** Takes note of a connection, to be {@link #release}d; how many it comes on top of. */
  synchronized int connect(AddressKey key, long nanos) {
    Use use = connected.get(key);
    if (use == null) {
      Use waiting = idle.remove(key);
      use = waiting == null ? new Use(nanos) : waiting;
      connected.put(key, use);
    }
    return use.connections++;
  }

  /** A connection is over. */
  synchronized void release(AddressKey key, long nanos) {
    Use use = connected.get(key);
    if (use != null && --use.connections == 0) {
      connected.remove(key);
      idle.put(key, use);
      forget(nanos);
    }
  }

  /** Forgets some who would begin anew anyway, and whoever is too many. */
  private void forget(long nanos) {
    for (int i = 0; i < 2; i++) {
      Map.Entry<AddressKey, Use> eldest = idle.firstEntry();
      if (eldest != null && eldest.getValue().handshakes.isFree(nanos)) {
        idle.remove(eldest.getKey());
      }
    }
    if (idle.size() > MAX_IDLE) {
      idle.pollFirstEntry();
    }
  }

  /** How many addresses are known. */
  synchronized int size() {
    return connected.size() + idle.size();
  }
}
