package dev.anqa.serializer;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;

/**
 * Version 1 of the protocol: a JSON object with the keys topic, event, payload and ref, and on its
 * way in perhaps join_ref.
 *
 * <p>Ports {@code lib/phoenix/socket/serializers/v1_json_serializer.ex}. Differs as {@link V2}
 * does.
 */
final class V1 implements Serializer {
  private static final byte[] EVENT = Ascii.bytes("{\"event\":");
  private static final byte[] PAYLOAD = Ascii.bytes(",\"payload\":");
  private static final byte[] REF = Ascii.bytes(",\"ref\":");
  private static final byte[] TOPIC = Ascii.bytes(",\"topic\":");
  private static final int KEYS = EVENT.length + PAYLOAD.length + REF.length + TOPIC.length + 1;

  private final Json json;
  private final JsonLimits limits;

  V1(Json json, JsonLimits limits) {
    this.json = json;
    this.limits = limits;
  }

  @Override
  public String name() {
    return "V1";
  }

  /** Does not care whether the frame is text or binary, as Phoenix does not. */
  @Override
  public Message decode(Frame frame) throws DecodeException {
    byte[] bytes =
        switch (frame) {
          case Frame.Text(byte[] text) -> text;
          case Frame.Binary(byte[] binary) -> binary;
          case Frame.Ping _, Frame.Pong _, Frame.Several _ -> throw Envelope.noMessage(frame);
        };
    JsonScanner scanner = new JsonScanner(bytes, 0, bytes.length, limits);
    Envelope envelope = new Envelope();
    scanner.expect('{');
    if (!scanner.passes('}')) {
      do {
        readMember(scanner, envelope);
      } while (scanner.passes(','));
      scanner.expect('}');
    }
    scanner.expectEnd();
    return envelope.message();
  }

  /** Reads a key and its value; of equal keys the first wins. */
  private void readMember(JsonScanner scanner, Envelope envelope) throws DecodeException {
    String key = scanner.key();
    if (key.equals("topic") && !envelope.hasTopic()) {
      envelope.readTopic(scanner);
    } else if (key.equals("event") && envelope.event == null) {
      envelope.event = scanner.text();
    } else if (key.equals("payload") && envelope.payload == null) {
      envelope.payload = scanner.payload(json);
    } else if (key.equals("ref") && envelope.ref == null) {
      envelope.ref = scanner.ref();
    } else if (key.equals("join_ref") && envelope.joinRef == null) {
      envelope.joinRef = scanner.ref();
    } else {
      scanner.skip();
    }
  }

  @Override
  public Frame push(Ref joinRef, String topic, String event, Payload payload) {
    return frame(topic, event, payload, Ref.NULL);
  }

  @Override
  public Frame reply(Ref joinRef, Ref ref, String topic, String status, Payload payload) {
    requireJson(payload, topic, "phx_reply");
    return replyFrame(Ref.of(topic), ref, status, payload);
  }

  @Override
  public Frame unmatched(Message.Unroutable message) {
    return replyFrame(message.topic(), message.ref(), Envelope.ERROR, Envelope.UNMATCHED_TOPIC);
  }

  /** The join ref stands in ref, and is null for the usual client, which sends none. */
  @Override
  public Frame control(Ref joinRef, String topic, String event, Payload payload) {
    return frame(topic, event, payload, joinRef);
  }

  @Override
  public Frame encode(Broadcast broadcast) {
    return frame(broadcast.topic(), broadcast.event(), broadcast.payload(), Ref.NULL);
  }

  private static Frame frame(String topic, String event, Payload payload, Ref ref) {
    requireJson(payload, topic, event);
    byte[] bytes =
        new byte[KEYS + JsonText.size(event) + payload.size() + ref.size() + JsonText.size(topic)];
    int at = JsonText.write(event, bytes, Ascii.write(EVENT, bytes, 0));
    at = payload.copyTo(bytes, Ascii.write(PAYLOAD, bytes, at));
    at = ref.write(bytes, Ascii.write(REF, bytes, at));
    bytes[JsonText.write(topic, bytes, Ascii.write(TOPIC, bytes, at))] = '}';
    return new Frame.Text(bytes);
  }

  private static Frame replyFrame(Ref topic, Ref ref, String status, Payload payload) {
    byte[] bytes =
        new byte
            [KEYS
                + Envelope.REPLY.length
                + Envelope.responseSize(status, payload)
                + ref.size()
                + topic.size()];
    int at = Ascii.write(Envelope.REPLY, bytes, Ascii.write(EVENT, bytes, 0));
    at = Envelope.writeResponse(status, payload, bytes, Ascii.write(PAYLOAD, bytes, at));
    at = ref.write(bytes, Ascii.write(REF, bytes, at));
    bytes[topic.write(bytes, Ascii.write(TOPIC, bytes, at))] = '}';
    return new Frame.Text(bytes);
  }

  private static void requireJson(Payload payload, String topic, String event) {
    if (payload.isBinary()) {
      throw new IllegalArgumentException(
          "Cannot send "
              + event
              + " on "
              + topic
              + ": the payload is binary, and serializer V1 has JSON only. Send JSON, or let the"
              + " client connect with vsn=2.0.0.");
    }
  }
}
