package dev.anqa.limits;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many places each address has taken, of those that a limit gives it. Any thread may call.
 *
 * <p>Holds as many addresses as have a place, so is bounded by whoever bounds the places.
 */
public final class AddressCount {
  private final Limit limit;
  private final Map<AddressKey, Integer> taken = new ConcurrentHashMap<>();

  /** Without a place taken. */
  public AddressCount(Limit limit) {
    this.limit = limit;
  }

  /**
   * Takes a place, which is to be given back.
   *
   * @return why there is none; null if it is taken
   */
  public @Nullable LimitRefusal enter(InetAddress address) {
    AddressKey key = AddressKey.of(address);
    long now = taken.merge(key, 1, Integer::sum);
    if (limit.allows(now - 1, now, key)) {
      return null;
    }
    leave(address);
    return limit.refusal(now);
  }

  /** Gives a place back that was taken. */
  public void leave(InetAddress address) {
    taken.computeIfPresent(AddressKey.of(address), (_, count) -> count == 1 ? null : count - 1);
  }

  /** How many addresses have a place. */
  int addresses() {
    return taken.size();
  }
}
