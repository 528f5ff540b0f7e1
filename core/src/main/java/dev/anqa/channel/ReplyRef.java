package dev.anqa.channel;

/**
 * A promise to answer one message later; {@code Phoenix.Channel.socket_ref/1}.
 *
 * <p>Any thread may use it, any number of times; phoenix.js takes the first reply only. After the
 * connection ended, replies are dropped.
 */
public interface ReplyRef {
  /** Replies {@code ok}. */
  default void ok(Object payload) {
    reply("ok", payload);
  }

  /** Replies {@code error}. */
  default void error(Object payload) {
    reply("error", payload);
  }

  /**
   * Replies.
   *
   * @param payload a {@link dev.anqa.pubsub.Payload}, or any value that the endpoint's JSON writes
   */
  void reply(String status, Object payload);
}
