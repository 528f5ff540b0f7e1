package dev.anqa.limits;

import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All limits of an endpoint, to be looked at and changed while it runs:
 *
 * <pre>{@code
 * endpoint.limits().find("connections per address", "")
 *     .ifPresent(limit -> limit.set(Cap.enforce(200)));
 * }</pre>
 *
 * <p>Any thread may call any method.
 */
public final class Limits {
  private final Telemetry telemetry;
  private final Time time;
  private final TrustedProxies trustedProxies;
  private final List<Limit> all = new CopyOnWriteArrayList<>();
  private final Gate gate;
  private final PendingBytes pending;

  /** Makes those of an endpoint. */
  public Limits(LimitOptions options, Telemetry telemetry, Time time) {
    this.telemetry = telemetry;
    this.time = time;
    this.trustedProxies = options.proxies();
    this.gate = new Gate(this, options, time);
    this.pending = new PendingBytes(this, options.pendingBytes());
  }

  /** All of them, in the order in which the endpoint was put together. */
  public List<Limit> all() {
    return List.copyOf(all);
  }

  /**
   * One of them.
   *
   * @param name such as {@code connections per address}
   * @param scope the path of a mount, such as {@code /socket}, or a listener, such as {@code port
   *     4000}, the second of one path or port with {@code #2} behind it; empty for those of the
   *     whole endpoint
   */
  public Optional<Limit> find(String name, String scope) {
    return all.stream()
        .filter(limit -> limit.name().equals(name) && limit.scope().equals(scope))
        .findFirst();
  }

  // For the stages that have limits.

  /** Who is in. */
  public Gate gate() {
    return gate;
  }

  /** What waits for clients, over all connections. */
  public PendingBytes pending() {
    return pending;
  }

  /** Whose word on the address of a client is taken. */
  public TrustedProxies trustedProxies() {
    return trustedProxies;
  }

  /**
   * A scope that no limit has yet, since one path may be mounted twice, and two listeners may ask
   * for a free port.
   *
   * @param wanted taken as it is for the first; for the second with {@code #2} behind it
   */
  public String unusedScope(String wanted) {
    String scope = wanted;
    for (int i = 2; isUsed(scope); i++) {
      scope = wanted + " #" + i;
    }
    return scope;
  }

  private boolean isUsed(String scope) {
    return all.stream().anyMatch(limit -> limit.scope().equals(scope));
  }

  /**
   * One more, of one place; what is used differs by connection.
   *
   * @throws IllegalArgumentException if there is one of that name and scope: nobody could look at
   *     it, or change it
   */
  public Limit add(String name, String scope, String option, Cap cap) {
    return add(new Limit.Name(name, scope, option), cap, null);
  }

  Limit add(String name, String option, Cap cap) {
    return add(name, "", option, cap);
  }

  Limit add(String name, String option, Cap cap, LongSupplier current) {
    return add(new Limit.Name(name, "", option), cap, current);
  }

  private synchronized Limit add(Limit.Name name, Cap cap, @Nullable LongSupplier current) {
    if (find(name.limit(), name.scope()).isPresent()) {
      throw new IllegalArgumentException(
          "limit: \"%s\" of scope \"%s\" is there already (expected: one of a name and scope). Write: limits.add(\"%s\", limits.unusedScope(\"%s\"), …)"
              .formatted(name.limit(), name.scope(), name.limit(), name.scope()));
    }
    Limit limit = new Limit(name, cap, current, telemetry, time);
    all.add(limit);
    return limit;
  }
}
