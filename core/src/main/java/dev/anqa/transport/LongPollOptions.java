package dev.anqa.transport;

import dev.anqa.limits.Cap;
import dev.anqa.limits.Limits;
import java.time.Duration;
import java.util.Objects;

/** What the long-poll transport of a mount can be told; made by {@link MountOptions#longpoll}. */
public final class LongPollOptions extends TransportOptions<LongPollOptions> {
  private LongPollSettings settings = LongPollSettings.DEFAULT;
  private Cap maxBodyBytes = Cap.enforce(8_000_000);
  private Cap maxPendingBytes = Cap.enforce(4 * 1024 * 1024);

  LongPollOptions() {
    super(LongPoll.TRANSPORT);
  }

  @Override
  LongPollOptions self() {
    return this;
  }

  /**
   * How long a poll waits for messages before it is answered without any; 10 s by default. A client
   * that does not poll for one and a half times as long, looked at that often, is taken for gone.
   *
   * <p>phoenix.js gives up on a poll after 20 s.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public LongPollOptions window(Duration window) {
    settings = new LongPollSettings(window, settings.pubsubTimeout(), settings.tokenMaxAge());
    return this;
  }

  /**
   * How long a session on another node may take to answer before it is taken for gone; 2 s by
   * default.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public LongPollOptions pubsubTimeout(Duration timeout) {
    settings = new LongPollSettings(settings.window(), timeout, settings.tokenMaxAge());
    return this;
  }

  /**
   * How long a session may live at most, since that is how long its token is good for; 14 days by
   * default. {@code crypto: [max_age: …]} in Phoenix.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public LongPollOptions tokenMaxAge(Duration maxAge) {
    settings = new LongPollSettings(settings.window(), settings.pubsubTimeout(), maxAge);
    return this;
  }

  /**
   * The longest body of a POST, which may hold many messages; 8,000,000 bytes by default. A longer
   * one gets HTTP 400.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public LongPollOptions maxBodyBytes(int bytes) {
    return maxBodyBytes(Cap.enforce("maxBodyBytes", bytes));
  }

  /**
   * As {@link #maxBodyBytes(int)}, in any mode. Where it is not enforced, a body is refused from 64
   * MiB on all the same: it is kept in memory.
   */
  public LongPollOptions maxBodyBytes(Cap cap) {
    maxBodyBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * How many bytes may wait for a client between its polls; 4 MiB by default. Above it, what may be
   * dropped is dropped as the {@code SlowPolicy} of its channel says; else the session ends, and
   * the client's next poll begins another one.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public LongPollOptions maxPendingBytes(int bytes) {
    return maxPendingBytes(Cap.enforce("maxPendingBytes", bytes));
  }

  /**
   * As {@link #maxPendingBytes(int)}, in any mode. Where it is not enforced, a client that does not
   * poll takes as much memory as it is sent, until it is taken for gone.
   */
  public LongPollOptions maxPendingBytes(Cap cap) {
    maxPendingBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /** Puts the limits in force at a mount. */
  TransportLimits limits(String scope, Limits limits) {
    return new TransportLimits(
        limits.add("body bytes", scope, "LongPollOptions.maxBodyBytes", maxBodyBytes),
        limits.add(
            "pending bytes of long-poll",
            scope,
            "LongPollOptions.maxPendingBytes",
            maxPendingBytes),
        limits.pending(),
        /* ratio= */ null);
  }

  Cap maxPendingBytes() {
    return maxPendingBytes;
  }

  Cap maxBodyBytes() {
    return maxBodyBytes;
  }

  LongPollSettings longPollSettings() {
    return settings;
  }
}
