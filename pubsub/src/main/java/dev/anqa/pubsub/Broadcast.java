package dev.anqa.pubsub;

/**
 * One event for everybody on a topic; Phoenix's {@code Phoenix.Socket.Broadcast}.
 *
 * @param topic such as {@code room:lobby}
 * @param event such as {@code new_msg}
 * @param payload its content, encoded once for all subscribers and nodes
 */
public record Broadcast(String topic, String event, Payload payload) {}
