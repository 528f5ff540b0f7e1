package dev.anqa.limits;

import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryEvent.LimitStage;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One limit as it stands: what it allows, and how often it was met. Any thread may call any method,
 * and change it with {@link #set} while it is in use.
 *
 * <p>It tells telemetry ({@link TelemetryEvent.LimitReached}) when four fifths are reached, once
 * for each time that mark is passed, and of each refusal; but at most once a second of either, with
 * how many there were, so that whoever is refused does not fill a log.
 */
public final class Limit {
  /** Where a limit is, and how it is called. */
  record Name(String limit, String scope, String option) {}

  private final Name name;
  private final Telemetry telemetry;
  private final Time time;
  private final Map<LimitStage, Untold> untold = new EnumMap<>(LimitStage.class); // Then only read.
  private final LongAdder refused = new LongAdder();
  private final LongAdder observed = new LongAdder();

  /** What is used at present; null where there is one value for each connection or address. */
  private final @Nullable LongSupplier current;

  private volatile Cap cap;

  /** Run behind each change. */
  private volatile Runnable changed = () -> {};

  Limit(Name name, Cap cap, @Nullable LongSupplier current, Telemetry telemetry, Time time) {
    this.name = name;
    this.cap = cap;
    this.current = current;
    this.telemetry = telemetry;
    this.time = time;
    for (LimitStage stage : LimitStage.values()) {
      untold.put(stage, new Untold());
    }
  }

  /** What is limited, such as {@code channels per connection}. */
  public String name() {
    return name.limit();
  }

  /** Where, as {@link Limits#find} takes it; empty for the whole endpoint. */
  public String scope() {
    return name.scope();
  }

  /** The option that sets it at the start, such as {@code SocketLimits.maxChannels}. */
  public String option() {
    return name.option();
  }

  /** What is allowed now. */
  public Cap cap() {
    return cap;
  }

  /**
   * Allows something else from now on. Who is above it already is not refused for that. Limits of
   * bytes and mailboxes hold for connections that begin afterwards.
   */
  public void set(Cap cap) {
    this.cap = Objects.requireNonNull(cap, "cap");
    changed.run();
  }

  /** What is used at present; empty where there is one value for each connection or address. */
  public OptionalLong value() {
    return current == null ? OptionalLong.empty() : OptionalLong.of(current.getAsLong());
  }

  /** How often it refused or delayed somebody. */
  public long refused() {
    return refused.sum();
  }

  /** How often it would have refused somebody, but only observes. */
  public long observed() {
    return observed.sum();
  }

  // For the stages that have a limit.

  /** Has a task run behind each change, by whoever makes it; instead of the task before. */
  public void whenSet(Runnable task) {
    changed = task;
  }

  /**
   * Whether a value may go up; tells of it where there is something to tell.
   *
   * @param before the value now
   * @param after what it would become
   * @param subject whose value, to be shown as text; null for the node's
   */
  public boolean allows(long before, long after, @Nullable Object subject) {
    return allows(cap, before, after, subject);
  }

  /**
   * As {@link #allows(long, long, Object)}, for a connection that keeps to what was allowed when it
   * began.
   */
  public boolean allows(Cap then, long before, long after, @Nullable Object subject) {
    return after < then.near() || judge(then, before, after, subject, LimitStage.REFUSED);
  }

  /** As {@link #allows}, where what is too much is not refused but has to wait. */
  public boolean allowsAtOnce(long before, long after, @Nullable Object subject) {
    Cap now = cap;
    return after < now.near() || judge(now, before, after, subject, LimitStage.DELAYED);
  }

  /**
   * Something was more than there may be, how much more is not known: nobody reads on. Tells of it.
   *
   * @param end what there may be: the maximum where it is enforced, else what {@link Cap#bounded}
   *     says
   * @param subject as in {@link #allows}
   * @return what whoever is refused is told
   */
  public LimitRefusal exceeded(long end, @Nullable Object subject) {
    var _ = allows(end, end + 1, subject);
    return new LimitRefusal(name.limit(), end + 1, end, name.option());
  }

  private boolean judge(
      Cap now, long before, long after, @Nullable Object subject, LimitStage exceeded) {
    if (now.mode() == LimitMode.OFF) {
      return true;
    }
    if (after <= now.maximum()) {
      if (before < now.near()) {
        tell(LimitStage.NEAR, after, now, subject);
      }
      return true;
    }
    if (now.mode() == LimitMode.OBSERVE) {
      observed.increment();
      tell(LimitStage.OBSERVED, after, now, subject);
      return true;
    }
    refused.increment();
    tell(exceeded, after, now, subject);
    return false;
  }

  /** What those are told whom it refused. */
  public LimitRefusal refusal(long value) {
    return refusal(cap, value);
  }

  /** As {@link #refusal(long)}, for a connection that keeps to what was allowed when it began. */
  public LimitRefusal refusal(Cap then, long value) {
    return new LimitRefusal(name.limit(), value, then.maximum(), name.option());
  }

  private void tell(LimitStage stage, long value, Cap now, @Nullable Object subject) {
    long count = Objects.requireNonNull(untold.get(stage)).take(time.nanos());
    if (count > 0) {
      telemetry.emit(
          new TelemetryEvent.LimitReached(
              name.limit(),
              name.scope(),
              value,
              now.maximum(),
              name.option(),
              stage,
              subject == null ? null : text(subject),
              count));
    }
  }

  private static String text(Object subject) {
    return subject instanceof InetAddress address ? address.getHostAddress() : subject.toString();
  }

  /** Name, scope and what is allowed. */
  @Override
  public String toString() {
    return name.limit() + " " + name.scope() + " " + cap;
  }
}
