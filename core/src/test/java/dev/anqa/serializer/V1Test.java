package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Phoenix's tests of its V1.JSONSerializer and of Message.from_map! promise. */
final class V1Test extends SerializerContract {
  private static final Payload BINARY = Payload.binary((byte) 1);

  @Override
  Serializer serializer() {
    return new V1(JSON, JsonLimits.standard());
  }

  @Override
  String sent(String joinRef, String ref, String topic, String event, String payload) {
    return "{\"topic\":%s,\"event\":%s,\"payload\":%s,\"ref\":%s,\"join_ref\":%s}"
        .formatted(topic, event, payload, ref, joinRef);
  }

  @Test
  void readsKeysInAnyOrderAndIgnoresOthers() throws DecodeException {
    Message.Routed message =
        routed(
            "{\"x\":[{}],\"payload\":{\"a\":1},\"ref\":null,"
                + "\"\\u0065vent\":\"e\",\"topic\":\"t\"}");

    assertThat(message)
        .isEqualTo(new Message.Routed(Ref.NULL, Ref.NULL, "t", "e", Payload.json("{\"a\":1}")));
  }

  @Test
  void takesNullForAnyPart() throws DecodeException {
    Message message = decode("{\"topic\":null,\"event\":null,\"payload\":null,\"ref\":null}");
    assertThat(message).isEqualTo(new Message.Unroutable(Ref.NULL, Ref.NULL, Ref.NULL, "null"));
  }

  @Test
  void keepsTheFirstOfEqualParts() throws DecodeException {
    Message.Routed message =
        routed(
            "{\"topic\":\"t\",\"event\":\"e\",\"payload\":1,\"ref\":null,\"join_ref\":null,"
                + "\"topic\":\"u\",\"event\":\"f\",\"payload\":2,"
                + "\"ref\":\"2\",\"join_ref\":\"3\"}");

    assertThat(message)
        .isEqualTo(new Message.Routed(Ref.NULL, Ref.NULL, "t", "e", Payload.json("1")));
    assertThat(decode("{\"topic\":1,\"topic\":\"t\",\"event\":\"e\",\"payload\":1,\"ref\":1}"))
        .isInstanceOf(Message.Unroutable.class);
  }

  @Test
  void checksWhatItIgnores() {
    String rest = "\"topic\":\"t\",\"event\":\"e\",\"payload\":1,\"ref\":1}";
    assertRefused("{\"x\":01," + rest);
    assertRefused("{\"x\":\"\\ud800\"," + rest);
    assertRefused("{\"x\":{\"a\" 1}," + rest);
    assertRefused("{," + rest);
    assertRefused("{x:1," + rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic", "event", "payload", "ref"})
  void refusesAMessageThatLacksAPart(String part) {
    String text = sent("null", "1", "\"t\"", "\"e\"", "{}").replace("\"" + part + "\"", "\"x\"");

    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(DecodeException.class)
        .hasMessage("message without " + part + " (expected: topic, event, payload and ref)");
  }

  @Test
  void refusesAnArray() {
    assertThatThrownBy(() -> decode("[null,null,\"t\",\"e\",{}]"))
        .hasMessageContaining("(expected: '{')");
  }

  @Test
  void takesJsonInABinaryFrame() throws DecodeException {
    byte[] bytes = sent("null", "1", "\"t\"", "\"e\"", "{}").getBytes(UTF_8);
    assertThat(serializer.decode(new Frame.Binary(bytes)))
        .isEqualTo(serializer.decode(new Frame.Text(bytes)));
  }

  @Test
  void refusesInvalidUtf8InABinaryFrame() {
    byte[] bytes = sent("null", "1", "\"t\"", "\"e\"", "\"?\"").getBytes(UTF_8);
    bytes[new String(bytes, UTF_8).indexOf('?')] = (byte) 0xc0;
    assertThatThrownBy(() -> serializer.decode(new Frame.Binary(bytes)))
        .hasMessageContaining("invalid UTF-8");
  }

  @Test
  void writesAPushWithFourKeys() {
    assertThat(text(serializer.push(Ref.of("1"), "t", "e", Payload.json("\"m\""))))
        .isEqualTo("{\"event\":\"e\",\"payload\":\"m\",\"ref\":null,\"topic\":\"t\"}");
  }

  @Test
  void writesAReply() throws DecodeException {
    assertThat(
            text(serializer.reply(Ref.of("1"), Ref.parse("12"), "t", "ok", Payload.json("null"))))
        .isEqualTo(
            "{\"event\":\"phx_reply\",\"payload\":{\"response\":null,\"status\":\"ok\"},"
                + "\"ref\":12,\"topic\":\"t\"}");
  }

  @Test
  void answersATopicThatIsNoString() throws DecodeException {
    var message = new Message.Unroutable(Ref.of("1"), Ref.of("2"), Ref.parse("null"), "e");
    assertThat(text(serializer.unmatched(message)))
        .isEqualTo(
            "{\"event\":\"phx_reply\",\"payload\":{\"response\":{\"reason\":\"unmatched topic\"},"
                + "\"status\":\"error\"},\"ref\":\"2\",\"topic\":null}");
  }

  @Test
  void writesTheJoinRefOfAControlMessageAsItsRef() {
    assertThat(text(serializer.control(Ref.of("22"), "t", "phx_close", Payload.empty())))
        .isEqualTo("{\"event\":\"phx_close\",\"payload\":{},\"ref\":\"22\",\"topic\":\"t\"}");
    assertThat(text(serializer.control(Ref.NULL, "t", "phx_error", Payload.empty())))
        .isEqualTo("{\"event\":\"phx_error\",\"payload\":{},\"ref\":null,\"topic\":\"t\"}");
  }

  @Test
  void writesABroadcastOfAnyJsonWithoutRef() {
    assertThat(text(serializer.encode(new Broadcast("t", "e", Payload.json("[1]")))))
        .isEqualTo("{\"event\":\"e\",\"payload\":[1],\"ref\":null,\"topic\":\"t\"}");
  }

  @Test
  void cannotWriteBinary() {
    String problem = "serializer V1 has JSON only. Send JSON, or let the client connect with";
    assertThatThrownBy(() -> serializer.push(Ref.NULL, "t", "e", BINARY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
    assertThatThrownBy(() -> serializer.reply(Ref.NULL, Ref.NULL, "t", "ok", BINARY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
    assertThatThrownBy(() -> serializer.encode(new Broadcast("t", "e", BINARY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void isCalledV1() {
    assertThat(serializer.name()).isEqualTo("V1");
  }
}
