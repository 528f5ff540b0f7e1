package dev.anqa.serializer;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;

/**
 * Version 2 of the protocol: {@code [join_ref, ref, topic, event, payload]} in text frames, and
 * {@link V2Binary} where the payload is binary.
 *
 * <p>Ports {@code lib/phoenix/socket/serializers/v2_json_serializer.ex}. Differs in: a payload is
 * checked when it comes but not parsed; a topic that is an object is refused here, where Phoenix
 * fails in logging it.
 */
final class V2 implements Serializer {
  private final Json json;
  private final JsonLimits limits;

  V2(Json json, JsonLimits limits) {
    this.json = json;
    this.limits = limits;
  }

  @Override
  public String name() {
    return "V2";
  }

  @Override
  public Message decode(Frame frame) throws DecodeException {
    return switch (frame) {
      case Frame.Text(byte[] bytes) -> decodeText(bytes);
      case Frame.Binary(byte[] bytes) -> V2Binary.decode(bytes, json);
      case Frame.Ping _, Frame.Pong _, Frame.Several _ -> throw Envelope.noMessage(frame);
    };
  }

  private Message decodeText(byte[] bytes) throws DecodeException {
    JsonScanner scanner = new JsonScanner(bytes, 0, bytes.length, limits);
    scanner.expect('[');
    Envelope envelope = new Envelope();
    envelope.joinRef = scanner.ref();
    scanner.expect(',');
    envelope.ref = scanner.ref();
    scanner.expect(',');
    envelope.readTopic(scanner);
    scanner.expect(',');
    envelope.event = scanner.text();
    scanner.expect(',');
    envelope.payload = scanner.payload(json);
    while (scanner.passes(',')) {
      scanner.skip();
    }
    scanner.expect(']');
    scanner.expectEnd();
    return envelope.message();
  }

  @Override
  public Frame push(Ref joinRef, String topic, String event, Payload payload) {
    if (payload.isBinary()) {
      return V2Binary.push(joinRef, topic, event, payload);
    }
    requireObject(payload, "push", topic, event);
    return text(joinRef, Ref.NULL, topic, event, payload);
  }

  @Override
  public Frame reply(Ref joinRef, Ref ref, String topic, String status, Payload payload) {
    return payload.isBinary()
        ? V2Binary.reply(joinRef, ref, topic, status, payload)
        : textReply(joinRef, ref, Ref.of(topic), status, payload);
  }

  @Override
  public Frame unmatched(Message.Unroutable message) {
    return textReply(
        Ref.NULL, message.ref(), message.topic(), Envelope.ERROR, Envelope.UNMATCHED_TOPIC);
  }

  @Override
  public Frame control(Ref joinRef, String topic, String event, Payload payload) {
    requireObject(payload, "send", topic, event);
    return text(joinRef, joinRef, topic, event, payload);
  }

  @Override
  public Frame encode(Broadcast broadcast) {
    Payload payload = broadcast.payload();
    if (payload.isBinary()) {
      return V2Binary.broadcast(broadcast);
    }
    requireObject(payload, "broadcast", broadcast.topic(), broadcast.event());
    return text(Ref.NULL, Ref.NULL, broadcast.topic(), broadcast.event(), payload);
  }

  private static Frame text(Ref joinRef, Ref ref, String topic, String event, Payload payload) {
    byte[] bytes =
        new byte
            [6
                + joinRef.size()
                + ref.size()
                + JsonText.size(topic)
                + JsonText.size(event)
                + payload.size()];
    bytes[0] = '[';
    int at = comma(bytes, joinRef.write(bytes, 1));
    at = comma(bytes, ref.write(bytes, at));
    at = comma(bytes, JsonText.write(topic, bytes, at));
    at = comma(bytes, JsonText.write(event, bytes, at));
    bytes[payload.copyTo(bytes, at)] = ']';
    return new Frame.Text(bytes);
  }

  private static Frame textReply(Ref joinRef, Ref ref, Ref topic, String status, Payload payload) {
    byte[] bytes =
        new byte
            [6
                + joinRef.size()
                + ref.size()
                + topic.size()
                + Envelope.REPLY.length
                + Envelope.responseSize(status, payload)];
    bytes[0] = '[';
    int at = comma(bytes, joinRef.write(bytes, 1));
    at = comma(bytes, ref.write(bytes, at));
    at = comma(bytes, topic.write(bytes, at));
    at = comma(bytes, Ascii.write(Envelope.REPLY, bytes, at));
    bytes[Envelope.writeResponse(status, payload, bytes, at)] = ']';
    return new Frame.Text(bytes);
  }

  private static int comma(byte[] bytes, int at) {
    bytes[at] = ',';
    return at + 1;
  }

  private static void requireObject(Payload payload, String verb, String topic, String event) {
    if (!payload.isObject()) {
      throw new IllegalArgumentException(
          "Cannot "
              + verb
              + " "
              + event
              + " on "
              + topic
              + ": the payload is "
              + Envelope.describe(payload)
              + ", and serializer V2 takes a JSON object or binary only. Wrap it in an object:"
              + " Map.of(\"value\", payload)");
    }
  }
}
