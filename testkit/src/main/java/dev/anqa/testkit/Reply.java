package dev.anqa.testkit;

import dev.anqa.pubsub.Payload;

/**
 * The answer to a message of a client.
 *
 * @param status {@code ok}, {@code error}, or a word of the channel's own
 * @param payload the response
 */
public record Reply(String status, Payload payload) {
  /**
   * The response read as a type, such as a record.
   *
   * @throws dev.anqa.pubsub.PayloadException if it does not fit
   */
  public <T> T payload(Class<T> type) {
    return payload.as(type);
  }
}
