package dev.anqa.testkit;

import dev.anqa.pubsub.Payload;

/**
 * An event that a client got: pushed by its channel, or broadcast on its topic.
 *
 * @param topic such as {@code room:lobby}
 * @param event such as {@code new_msg}
 */
public record Push(String topic, String event, Payload payload) {
  /**
   * The payload read as a type, such as a record.
   *
   * @throws dev.anqa.pubsub.PayloadException if it does not fit
   */
  public <T> T payload(Class<T> type) {
    return payload.as(type);
  }
}
