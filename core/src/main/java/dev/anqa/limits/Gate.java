package dev.anqa.limits;

import dev.anqa.pubsub.Time;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who wants in and who is in, for the node and for each address. Any thread may call.
 *
 * <p>The limits of an address are looked at first, so that one that has too much takes nothing from
 * the others.
 */
public final class Gate {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** After a second, as many handshakes as the limit says may come again. */
  private static final int RATE_RETRY_SECONDS = 1;

  /** When connections may have ended is not known. */
  private static final int COUNT_RETRY_SECONDS = 5;

  private final Limit connections;
  private final Limit connectionsPerAddress;
  private final Limit handshakes;
  private final Limit handshakesPerAddress;
  private final Time time;
  private final AddressTable addresses = new AddressTable();
  private final AtomicInteger open = new AtomicInteger();

  /** Of the node. Guarded by itself. */
  private final TokenBucket bucket;

  /** What became of somebody who wants in. */
  public sealed interface Entrance permits Place, Refused {}

  /**
   * There is no place.
   *
   * @param why which limit says so
   * @param status that says it in HTTP: 429 for an address, 503 for the node
   * @param retryAfterSeconds when to come again
   */
  public record Refused(LimitRefusal why, int status, int retryAfterSeconds) implements Entrance {}

  Gate(Limits limits, LimitOptions options, Time time) {
    this.time = time;
    this.bucket = new TokenBucket(time.nanos());
    this.handshakesPerAddress =
        limits.add(
            "handshakes per second and address",
            "LimitOptions.handshakesPerSecondPerAddress",
            options.handshakesPerSecondPerAddress());
    this.handshakes =
        limits.add(
            "handshakes per second",
            "LimitOptions.handshakesPerSecond",
            options.handshakesPerSecond());
    this.connectionsPerAddress =
        limits.add(
            "connections per address",
            "LimitOptions.connectionsPerAddress",
            options.connectionsPerAddress());
    this.connections =
        limits.add("connections", "LimitOptions.connections", options.connections(), open::get);
  }

  /** Lets a client in, or says why not. */
  public Entrance enter(InetAddress client) {
    AddressKey key = AddressKey.of(client);
    long now = time.nanos();
    long recent = addresses.handshake(key, handshakesPerAddress.cap(), now);
    if (!handshakesPerAddress.allows(recent, recent + 1, key)) {
      return refused(handshakesPerAddress, recent + 1, TOO_MANY_REQUESTS, RATE_RETRY_SECONDS);
    }
    synchronized (bucket) {
      recent = bucket.occupy(handshakes.cap(), now);
    }
    if (!handshakes.allows(recent, recent + 1, null)) {
      return refused(handshakes, recent + 1, UNAVAILABLE, RATE_RETRY_SECONDS);
    }
    int others = addresses.connect(key, now);
    if (!connectionsPerAddress.allows(others, others + 1L, key)) {
      addresses.release(key, now);
      return refused(connectionsPerAddress, others + 1L, TOO_MANY_REQUESTS, COUNT_RETRY_SECONDS);
    }
    int all = open.getAndIncrement();
    if (!connections.allows(all, all + 1L, null)) {
      open.getAndDecrement();
      addresses.release(key, now);
      return refused(connections, all + 1L, UNAVAILABLE, COUNT_RETRY_SECONDS);
    }
    return new Place(this, key);
  }

  private static Refused refused(Limit limit, long value, int status, int retryAfterSeconds) {
    return new Refused(limit.refusal(value), status, retryAfterSeconds);
  }

  /** How many places are taken. */
  public int open() {
    return open.get();
  }

  /** How many addresses are known. */
  int addresses() {
    return addresses.size();
  }

  /** What a connection takes until it ends. Any thread may call. */
  public static final class Place implements Entrance {
    private final Gate gate;
    private final AddressKey key;
    private final AtomicBoolean taken = new AtomicBoolean(true);

    private Place(Gate gate, AddressKey key) {
      this.gate = gate;
      this.key = key;
    }

    /** Gives it back; further calls do nothing. */
    public void release() {
      if (taken.compareAndSet(true, false)) {
        gate.open.getAndDecrement();
        gate.addresses.release(key, gate.time.nanos());
      }
    }
  }
}
