package dev.anqa.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.DecodeException;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import dev.anqa.serializer.Serializer;
import dev.anqa.serializer.Versions;
import java.io.ByteArrayOutputStream;

/** Version 2 of the protocol from the client's side. */
final class V2Client {
  /** What clients connect with. */
  static final String VSN = "2.0.0";

  private static final int PUSH = 0;
  private static final int REPLY = 1;
  private static final int BROADCAST = 2;
  private static final String RESPONSE = "{\"response\":";
  private static final String STATUS = ",\"status\":";

  /** Where a binary frame is read on. */
  private static final class Cursor {
    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    String text(int size) {
      at += size;
      return new String(bytes, at - size, size, UTF_8);
    }
  }

  /**
   * What the server sent.
   *
   * @param joinRef {@link Ref#NULL} for what is for the topic, whichever join
   */
  record Incoming(Ref joinRef, String topic, Arrival arrival) {}

  private final Json json;

  /** Reads texts, which have one form in both directions. */
  private final Serializer texts;

  V2Client(Json json) {
    this.json = json;
    Versions.Result found = Versions.standard(json).negotiate(VSN);
    this.texts = ((Versions.Result.Matched) found).serializer();
  }

  // ---- what the client sends

  Frame encode(Ref joinRef, Ref ref, String topic, String event, Payload payload) {
    if (payload.isBinary()) {
      return binary(joinRef, ref, topic, event, payload);
    }
    String text =
        "[%s,%s,%s,%s,%s]"
            .formatted(joinRef.json(), ref.json(), quote(topic), quote(event), payload.text());
    return new Frame.Text(text.getBytes(UTF_8));
  }

  private String quote(String text) {
    return new String(json.write(text), UTF_8);
  }

  private static Frame binary(Ref joinRef, Ref ref, String topic, String event, Payload payload) {
    byte[][] names = {
      unquoted(joinRef).getBytes(UTF_8),
      unquoted(ref).getBytes(UTF_8),
      topic.getBytes(UTF_8),
      event.getBytes(UTF_8)
    };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(PUSH);
    for (byte[] name : names) {
      if (name.length > 255) {
        throw new IllegalArgumentException(
            "\"%s\": %d bytes (expected: at most 255 where the payload is binary)"
                .formatted(new String(name, UTF_8), name.length));
      }
      bytes.write(name.length);
    }
    for (byte[] name : names) {
      bytes.writeBytes(name);
    }
    bytes.writeBytes(payload.bytes());
    return new Frame.Binary(bytes.toByteArray());
  }

  /** The refs of a test are numbers in quotes. */
  private static String unquoted(Ref ref) {
    String text = ref.json();
    return text.substring(1, text.length() - 1);
  }

  // ---- what the server sends

  Incoming decode(Frame frame) {
    return switch (frame) {
      case Frame.Binary(byte[] bytes) -> decodeBinary(bytes);
      case Frame.Text _, Frame.Ping _, Frame.Pong _, Frame.Several _ -> decodeText(frame);
    };
  }

  private Incoming decodeText(Frame frame) {
    Message message;
    try {
      message = texts.decode(frame);
    } catch (DecodeException e) {
      throw new AssertionError("The server sent what is no message: " + e.getMessage(), e);
    }
    return switch (message) {
      case Message.Routed(Ref joinRef, Ref ref, String topic, String event, Payload payload) ->
          new Incoming(
              joinRef,
              topic,
              event.equals("phx_reply") ? reply(ref, payload) : Arrival.push(event, payload));
      case Message.Unroutable _ ->
          throw new AssertionError("The server sent a topic that is no string: " + message);
    };
  }

  /** Cuts the response out, so that it is the very bytes that the channel gave. */
  private Arrival reply(Ref ref, Payload payload) {
    String text = payload.text();
    int status = text.lastIndexOf(STATUS);
    if (!text.startsWith(RESPONSE) || status < 0) {
      throw new AssertionError("The server sent a reply that is none: " + text);
    }
    byte[] word = text.substring(status + STATUS.length(), text.length() - 1).getBytes(UTF_8);
    byte[] response = text.substring(RESPONSE.length(), status).getBytes(UTF_8);
    return Arrival.reply(
        ref,
        json.read(word, 0, word.length, String.class),
        Payload.wrap(Payload.Kind.JSON, response, 0, response.length, json));
  }

  private Incoming decodeBinary(byte[] bytes) {
    int kind = bytes[0];
    int sizes =
        switch (kind) {
          case PUSH -> 3;
          case REPLY -> 4;
          case BROADCAST -> 2;
          default -> throw new AssertionError("The server sent a binary frame of kind " + kind);
        };
    Cursor cursor = new Cursor(bytes, 1 + sizes);
    String[] names = new String[sizes];
    for (int i = 0; i < sizes; i++) {
      names[i] = cursor.text(bytes[1 + i] & 0xff);
    }
    Payload payload =
        Payload.wrap(Payload.Kind.BINARY, bytes, cursor.at, bytes.length - cursor.at, json);
    return switch (kind) {
      case PUSH -> new Incoming(Ref.of(names[0]), names[1], Arrival.push(names[2], payload));
      case REPLY ->
          new Incoming(
              Ref.of(names[0]), names[2], Arrival.reply(Ref.of(names[1]), names[3], payload));
      default -> new Incoming(Ref.NULL, names[0], Arrival.push(names[1], payload));
    };
  }
}
