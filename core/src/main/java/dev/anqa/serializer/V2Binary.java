package dev.anqa.serializer;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;

/**
 * The binary frames of version 2: a kind, a byte for the size of each string, the strings in UTF-8,
 * and the data up to the end. A push has a ref on its way in and none on its way out.
 */
final class V2Binary {
  private static final int MAX_SIZE = 255;
  private static final byte PUSH = 0;
  private static final byte REPLY = 1;
  private static final byte BROADCAST = 2;
  private static final int HEADER = 5;

  private V2Binary() {}

  /** Refs are strings here, and an empty one is {@code ""}, not null. */
  static Message decode(byte[] bytes, Json json) throws DecodeException {
    if (bytes.length < HEADER || bytes[0] != PUSH) {
      throw new DecodeException(
          bytes.length == 0 || bytes[0] == PUSH
              ? "binary frame of " + bytes.length + " bytes (expected: at least " + HEADER + ")"
              : "binary frame of kind " + (bytes[0] & 0xff) + " (expected: 0, a push)");
    }
    int joinRef = HEADER;
    int ref = joinRef + (bytes[1] & 0xff);
    int topic = ref + (bytes[2] & 0xff);
    int event = topic + (bytes[3] & 0xff);
    int data = event + (bytes[4] & 0xff);
    if (data > bytes.length) {
      throw new DecodeException(
          "binary frame of " + bytes.length + " bytes (expected: at least " + data + ")");
    }
    return new Message.Routed(
        Ref.of(Utf8.decode(bytes, joinRef, ref - joinRef, "join_ref")),
        Ref.of(Utf8.decode(bytes, ref, topic - ref, "ref")),
        Utf8.decode(bytes, topic, event - topic, "topic"),
        Utf8.decode(bytes, event, data - event, "event"),
        Payload.wrap(Payload.Kind.BINARY, bytes, data, bytes.length - data, json));
  }

  static Frame push(Ref joinRef, String topic, String event, Payload data) {
    return frame(
        PUSH,
        data,
        new Field("join_ref", joinRef.binary()),
        new Field("topic", topic),
        new Field("event", event));
  }

  static Frame reply(Ref joinRef, Ref ref, String topic, String status, Payload data) {
    return frame(
        REPLY,
        data,
        new Field("join_ref", joinRef.binary()),
        new Field("ref", ref.binary()),
        new Field("topic", topic),
        new Field("status", status));
  }

  static Frame broadcast(Broadcast broadcast) {
    return frame(
        BROADCAST,
        broadcast.payload(),
        new Field("topic", broadcast.topic()),
        new Field("event", broadcast.event()));
  }

  private record Field(String name, String text) {}

  private static Frame frame(byte kind, Payload data, Field... fields) {
    int size = 1 + fields.length + data.size();
    for (Field field : fields) {
      size += checkedSize(field);
    }
    byte[] bytes = new byte[size];
    bytes[0] = kind;
    int at = 1 + fields.length;
    for (int i = 0; i < fields.length; i++) {
      int from = at;
      at = Utf8.write(fields[i].text, bytes, at);
      bytes[1 + i] = (byte) (at - from);
    }
    data.copyTo(bytes, at);
    return new Frame.Binary(bytes);
  }

  private static int checkedSize(Field field) {
    int size = Utf8.size(field.text);
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException(
          field.name
              + ": "
              + size
              + " bytes (expected: at most 255 where the payload is binary). Shorten the "
              + field.name
              + ", or send the payload as JSON.");
    }
    return size;
  }
}
