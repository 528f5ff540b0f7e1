package dev.anqa.transport;

/**
 * What went over the WebSockets of an endpoint since it started.
 *
 * @param bytesReceived of frames, as they came, behind TLS if there is any
 * @param bytesSent of frames, before TLS if there is any
 * @param messagesReceived whole text and binary messages
 * @param messagesSent text and binary messages, pings and pongs
 */
public record Traffic(
    long bytesReceived, long bytesSent, long messagesReceived, long messagesSent) {
  /** None. */
  static final Traffic NONE = new Traffic(0, 0, 0, 0);

  Traffic plus(Traffic other) {
    return new Traffic(
        bytesReceived + other.bytesReceived,
        bytesSent + other.bytesSent,
        messagesReceived + other.messagesReceived,
        messagesSent + other.messagesSent);
  }
}
