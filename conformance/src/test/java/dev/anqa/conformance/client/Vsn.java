package dev.anqa.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/**
 * The two versions of the protocol, as a client sees them. Refs, topics and payloads are JSON
 * literals here ({@code "1"} with its quotes, {@code null}), because the server must keep their
 * type.
 *
 * <p>A frame is described by one line: its JSON with sorted keys, or for a binary frame its fields,
 * such as {@code binary push 11 room:a pushedbin 0908}.
 */
public enum Vsn {
  V1("1.0.0") {
    @Override
    public String message(String joinRef, String ref, String topic, String event, String payload) {
      String optional = joinRef.equals("null") ? "" : ",\"join_ref\":" + joinRef;
      return "{\"topic\":%s,\"event\":%s,\"payload\":%s,\"ref\":%s%s}"
          .formatted(topic, event, payload, ref, optional);
    }

    @Override
    String expected(String joinRef, String ref, String topic, String event, String payload) {
      return message("null", ref, topic, event, payload);
    }

    @Override
    void checkShape(JsonNode frame) {
      assertThat(frame.propertyNames())
          .as("keys of %s", frame)
          .containsExactlyInAnyOrder("topic", "event", "payload", "ref");
    }
  },

  V2("2.0.0") {
    @Override
    public String message(String joinRef, String ref, String topic, String event, String payload) {
      return "[%s,%s,%s,%s,%s]".formatted(joinRef, ref, topic, event, payload);
    }

    @Override
    String expected(String joinRef, String ref, String topic, String event, String payload) {
      return message(joinRef, ref, topic, event, payload);
    }

    @Override
    void checkShape(JsonNode frame) {
      assertThat(frame.isArray() && frame.size() == 5).as("five elements: %s", frame).isTrue();
    }
  };

  private static final String[] BINARY_KINDS = {"push", "reply", "broadcast"};
  private static final int[] BINARY_FIELDS = {3, 4, 2};

  private final String number;

  Vsn(String number) {
    this.number = number;
  }

  /** The value of the parameter {@code vsn}. */
  public String number() {
    return number;
  }

  /** The text of a message to the server. */
  public abstract String message(
      String joinRef, String ref, String topic, String event, String payload);

  /** The text of a message from the server. */
  abstract String expected(String joinRef, String ref, String topic, String event, String payload);

  abstract void checkShape(JsonNode frame);

  /** A broadcast as clients see it: without refs. */
  public String broadcast(String topic, String event, String payload) {
    return canonical(expected("null", "null", Json.quoted(topic), Json.quoted(event), payload));
  }

  /** The line that describes a frame. */
  public String describe(WsFrame frame) {
    return switch (frame.opcode()) {
      case WsFrame.TEXT -> canonical(frame.text());
      case WsFrame.BINARY -> describeBinary(frame.payload());
      default -> frame.toString();
    };
  }

  String canonical(String text) {
    JsonNode frame = Json.parse(text);
    checkShape(frame);
    return Json.canonical(frame);
  }

  /** Spec section 1.4: kind, the sizes of the fields, the fields, the data. */
  private static String describeBinary(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int kind = in.get();
    byte[] sizes = new byte[BINARY_FIELDS[kind]];
    in.get(sizes);
    StringBuilder line = new StringBuilder("binary ").append(BINARY_KINDS[kind]);
    for (byte size : sizes) {
      byte[] field = new byte[size & 0xff];
      in.get(field);
      line.append(' ').append(field.length == 0 ? "-" : new String(field, UTF_8));
    }
    byte[] data = new byte[in.remaining()];
    in.get(data);
    return line.append(' ').append(HexFormat.of().formatHex(data)).toString();
  }
}
