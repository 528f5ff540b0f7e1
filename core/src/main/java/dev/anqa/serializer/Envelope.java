package dev.anqa.serializer;

import dev.anqa.pubsub.Payload;
import org.jspecify.annotations.Nullable;

/** What V1 and V2 share: the parts of a message while they are read, and the body of a reply. */
final class Envelope {
  /** {@code phx_reply}, quoted. */
  static final byte[] REPLY = Ascii.bytes("\"phx_reply\"");

  static final String ERROR = "error";
  static final Payload UNMATCHED_TOPIC = Payload.json("{\"reason\":\"unmatched topic\"}");

  private static final byte[] RESPONSE = Ascii.bytes("{\"response\":");
  private static final byte[] STATUS = Ascii.bytes(",\"status\":");

  // Null: not read yet.

  @Nullable Ref joinRef;
  @Nullable Ref ref;
  @Nullable String event;
  @Nullable Payload payload;
  private @Nullable String topic;
  private @Nullable Ref unroutable; // The topic, if it is no string.

  boolean hasTopic() {
    return topic != null || unroutable != null;
  }

  void readTopic(JsonScanner scanner) throws DecodeException {
    switch (scanner.next()) {
      case '"' -> topic = scanner.text();
      case '{' -> throw new DecodeException("topic: an object (expected: a string)");
      default -> unroutable = scanner.ref();
    }
  }

  /**
   * The message, whose join ref is null if none was read.
   *
   * @throws DecodeException if any other part was not read
   */
  Message message() throws DecodeException {
    Ref ref = require("ref", this.ref);
    Ref joinRef = this.joinRef == null ? Ref.NULL : this.joinRef;
    String event = require("event", this.event);
    Payload payload = require("payload", this.payload);
    return unroutable != null
        ? new Message.Unroutable(joinRef, ref, unroutable, event)
        : new Message.Routed(joinRef, ref, require("topic", topic), event, payload);
  }

  private static <T> T require(String name, @Nullable T part) throws DecodeException {
    if (part == null) {
      throw new DecodeException(
          "message without " + name + " (expected: topic, event, payload and ref)");
    }
    return part;
  }

  /** The size of {@code {"response":…,"status":…}}. */
  static int responseSize(String status, Payload response) {
    return RESPONSE.length + response.size() + STATUS.length + JsonText.size(status) + 1;
  }

  /** Writes {@code {"response":…,"status":…}} and returns the position behind it. */
  static int writeResponse(String status, Payload response, byte[] target, int position) {
    int at = Ascii.write(RESPONSE, target, position);
    at = response.copyTo(target, at);
    at = Ascii.write(STATUS, target, at);
    at = JsonText.write(status, target, at);
    target[at] = '}';
    return at + 1;
  }

  static String describe(Payload payload) {
    if (payload.isBinary()) {
      return "binary";
    }
    return switch (payload.text().strip().charAt(0)) {
      case '"' -> "a JSON string";
      case '[' -> "a JSON array";
      case '{' -> "a JSON object";
      case 't', 'f' -> "a JSON boolean";
      case 'n' -> "JSON null";
      default -> "a JSON number";
    };
  }

  static IllegalArgumentException noMessage(Frame frame) {
    return new IllegalArgumentException(
        frame.getClass().getSimpleName() + " frame (expected: Text or Binary)");
  }
}
