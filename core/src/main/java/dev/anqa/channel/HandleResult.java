package dev.anqa.channel;

import dev.anqa.pubsub.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Channel#handleIn} answers. Replies are a {@link Payload}, or any value that the
 * endpoint's JSON can write.
 */
public sealed interface HandleResult {
  /** No reply, or a later one through a {@link ReplyRef}. */
  record NoReply() implements HandleResult {
    private static final NoReply INSTANCE = new NoReply();
  }

  /**
   * A reply.
   *
   * @param status {@code ok}, {@code error}, or any other word
   */
  record Replied(String status, Object payload) implements HandleResult {
    private static final Replied OK = new Replied("ok", Payload.empty());
  }

  /**
   * The channel stops.
   *
   * @param reply goes out first; null for none
   */
  record Stopped(StopReason reason, @Nullable Replied reply) implements HandleResult {}

  /** No reply, or a later one through a {@link ReplyRef}. */
  static HandleResult noReply() {
    return NoReply.INSTANCE;
  }

  /** Replies {@code ok} with an empty object. */
  static HandleResult ok() {
    return Replied.OK;
  }

  /** Replies {@code ok}. */
  static HandleResult ok(Object payload) {
    return new Replied("ok", payload);
  }

  /** Replies {@code error}. */
  static HandleResult error(Object payload) {
    return new Replied("error", payload);
  }

  /** Replies with a status of your own. */
  static HandleResult reply(String status, Object payload) {
    return new Replied(status, payload);
  }

  /** Stops the channel. */
  static HandleResult stop(StopReason reason) {
    return new Stopped(reason, null);
  }

  /** Replies, then stops the channel. */
  static HandleResult stop(StopReason reason, String status, Object payload) {
    return new Stopped(reason, new Replied(status, payload));
  }
}
