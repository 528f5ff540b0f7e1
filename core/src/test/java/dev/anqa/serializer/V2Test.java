package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Phoenix's tests of its V2.JSONSerializer promise, and its bytes as they were observed. */
final class V2Test extends SerializerContract {
  private static final String LONG = "x".repeat(256);
  private static final String LONGEST = "x".repeat(255);
  private static final Payload DATA = Payload.binary((byte) 1, (byte) 2, (byte) 3);

  @Override
  Serializer serializer() {
    return new V2(JSON, JsonLimits.standard());
  }

  @Override
  String sent(String joinRef, String ref, String topic, String event, String payload) {
    return "[%s,%s,%s,%s,%s]".formatted(joinRef, ref, topic, event, payload);
  }

  @Test
  void ignoresFurtherElementsButChecksThem() throws DecodeException {
    assertThat(decode("[\"1\",\"2\",\"t\",\"e\",{},6,{\"a\":1},[]]"))
        .isEqualTo(decode("[\"1\",\"2\",\"t\",\"e\",{}]"));
    assertRefused("[\"1\",\"2\",\"t\",\"e\",{},01]");
    assertRefused("[\"1\",\"2\",\"t\",\"e\",{},]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[1]", "[1,2]", "[1,2,\"t\"]", "[1,2,\"t\",\"e\"]", "[1,2,3,4,]"})
  void refusesFewerThanFiveElements(String text) {
    assertRefused(text);
  }

  @Test
  void refusesAnObject() {
    assertThatThrownBy(() -> decode("{\"topic\":\"t\",\"event\":\"e\",\"payload\":{},\"ref\":1}"))
        .hasMessageContaining("(expected: '[')");
  }

  @Test
  void writesAPush() {
    assertThat(text(serializer.push(Ref.NULL, "t", "e", Payload.json("{\"m\":1}"))))
        .isEqualTo("[null,null,\"t\",\"e\",{\"m\":1}]");
    assertThat(text(serializer.push(Ref.of("1"), "room:a", "pushed", Payload.json(" {\"y\":2}"))))
        .isEqualTo("[\"1\",null,\"room:a\",\"pushed\", {\"y\":2}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "\"just a string\"", "[1,2]", "null", "1.5"})
  void writesAReplyOfAnyJson(String response) throws DecodeException {
    Payload payload = Payload.json(response);
    assertThat(text(serializer.reply(Ref.of("1"), Ref.parse("3"), "room:a", "weird", payload)))
        .isEqualTo(
            "[\"1\",3,\"room:a\",\"phx_reply\",{\"response\":"
                + response
                + ",\"status\":\"weird\"}]");
  }

  @Test
  void answersATopicThatIsNoString() throws DecodeException {
    var message = new Message.Unroutable(Ref.of("1"), Ref.of("2"), Ref.parse("[7]"), "e");
    assertThat(text(serializer.unmatched(message)))
        .isEqualTo(
            "[null,\"2\",[7],\"phx_reply\","
                + "{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}]");
  }

  @Test
  void writesTheJoinRefTwiceInAControlMessage() {
    assertThat(text(serializer.control(Ref.of("1"), "room:a", "phx_close", Payload.empty())))
        .isEqualTo("[\"1\",\"1\",\"room:a\",\"phx_close\",{}]");
    assertThat(text(serializer.control(Ref.NULL, "room:a", "phx_close", Payload.empty())))
        .isEqualTo("[null,null,\"room:a\",\"phx_close\",{}]");
  }

  @Test
  void writesABroadcast() {
    assertThat(text(serializer.encode(new Broadcast("t", "e", Payload.json("{\"m\":1}")))))
        .isEqualTo("[null,null,\"t\",\"e\",{\"m\":1}]");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"x\"', a JSON string",
        "'[1]', a JSON array",
        "1, a JSON number",
        "-1, a JSON number",
        "true, a JSON boolean",
        "' null', JSON null"
      })
  void pushesAndBroadcastsOnlyObjectsAndBinary(String json, String what) {
    Payload payload = Payload.json(json);
    assertThatThrownBy(() -> serializer.push(Ref.NULL, "t", "e", payload))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot push e on t: the payload is " + what)
        .hasMessageEndingWith("Wrap it in an object: Map.of(\"value\", payload)");
    assertThatThrownBy(() -> serializer.encode(new Broadcast("t", "e", payload)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot broadcast e on t: the payload is " + what);
  }

  @Test
  void writesBinaryFrames() throws DecodeException {
    assertThat(hex(serializer.reply(Ref.of("1"), Ref.of("16"), "room:a", "ok", DATA)))
        .isEqualTo("01" + "01020602" + ascii("1") + ascii("16room:aok") + "010203");
    assertThat(hex(serializer.push(Ref.of("1"), "room:a", "pushedbin", DATA)))
        .isEqualTo("00" + "010609" + ascii("1room:apushedbin") + "010203");
    assertThat(hex(serializer.encode(new Broadcast("room:a", "bcastedbin", DATA))))
        .isEqualTo("02" + "060a" + ascii("room:abcastedbin") + "010203");
  }

  @Test
  void writesNullRefsAsEmptyAndNumbersInDecimalInBinaryFrames() throws DecodeException {
    assertThat(hex(serializer.reply(Ref.NULL, Ref.parse("123"), "t", "ok", DATA)))
        .isEqualTo("01" + "00030102" + ascii("123tok") + "010203");
    assertThat(hex(serializer.push(Ref.parse("7"), "\u00e9", "\ud800", DATA)))
        .as("a lone surrogate is written as U+FFFD")
        .isEqualTo("00" + "010203" + ascii("7") + "c3a9" + "efbfbd" + "010203");
  }

  @Test
  void namesTheFieldThatIsTooLongForABinaryFrame() {
    assertTooLong("topic", () -> serializer.push(Ref.NULL, LONG, "e", DATA));
    assertTooLong("event", () -> serializer.push(Ref.NULL, "t", LONG, DATA));
    assertTooLong("join_ref", () -> serializer.push(Ref.of(LONG), "t", "e", DATA));
    assertTooLong("join_ref", () -> serializer.reply(Ref.of(LONG), Ref.NULL, "t", "ok", DATA));
    assertTooLong("ref", () -> serializer.reply(Ref.NULL, Ref.of(LONG), "t", "ok", DATA));
    assertTooLong("topic", () -> serializer.reply(Ref.NULL, Ref.NULL, LONG, "ok", DATA));
    assertTooLong("status", () -> serializer.reply(Ref.NULL, Ref.NULL, "t", LONG, DATA));
    assertTooLong("topic", () -> serializer.encode(new Broadcast(LONG, "e", DATA)));
    assertTooLong("event", () -> serializer.encode(new Broadcast("t", LONG, DATA)));
    assertTooLong("topic", () -> serializer.push(Ref.NULL, "\u00e9".repeat(128), "e", DATA));
  }

  private static void assertTooLong(String field, ThrowingCallable encode) {
    assertThatThrownBy(encode)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(field + ": 256 bytes (expected: at most 255");
  }

  @Test
  void takesTheLongestFieldsInABinaryFrame() throws DecodeException {
    byte[] bytes =
        HexFormat.of().parseHex("00ffffffff" + ascii(LONGEST + LONGEST + LONGEST + LONGEST) + "09");
    assertThat(serializer.decode(new Frame.Binary(bytes)))
        .isEqualTo(
            new Message.Routed(
                Ref.of(LONGEST), Ref.of(LONGEST), LONGEST, LONGEST, Payload.binary((byte) 9)));
    Frame frame = serializer.push(Ref.of(LONGEST), LONGEST, LONGEST, DATA);
    assertThat(((Frame.Binary) frame).bytes()).hasSize(4 + 3 * 255 + 3);
  }

  @Test
  void writesTextFramesOfAnyLength() {
    assertThat(text(serializer.push(Ref.of(LONG), LONG, LONG, Payload.empty())))
        .isEqualTo("[\"%1$s\",null,\"%1$s\",\"%1$s\",{}]".formatted(LONG));
  }

  @Test
  void readsABinaryPush() throws DecodeException {
    byte[] bytes = HexFormat.of().parseHex("00" + "02030502" + ascii("12123topicev") + "010203");
    assertThat(serializer.decode(new Frame.Binary(bytes)))
        .isEqualTo(new Message.Routed(Ref.of("12"), Ref.of("123"), "topic", "ev", DATA));
  }

  @Test
  void readsEmptyBinaryRefsAsEmptyStringsAndNotNull() throws DecodeException {
    Message message = serializer.decode(new Frame.Binary(new byte[] {0, 0, 0, 0, 0}));
    assertThat(message)
        .isEqualTo(new Message.Routed(Ref.of(""), Ref.of(""), "", "", Payload.binary()));
    assertThat(message.joinRef()).isNotEqualTo(Ref.NULL);
  }

  @Test
  void binaryAndTextRefsAreEqual() throws DecodeException {
    byte[] bytes = HexFormat.of().parseHex("00" + "01010101" + ascii("12te"));
    assertThat(serializer.decode(new Frame.Binary(bytes)).joinRef())
        .isEqualTo(decode("[\"1\",\"2\",\"t\",\"e\",{}]").joinRef())
        .isNotEqualTo(decode("[1,\"2\",\"t\",\"e\",{}]").joinRef());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00000000",
        "0100000000",
        "0200000000",
        "ff00000000",
        "0001000000",
        "0000000001",
        "00ffffffff00",
        "5b5d"
      })
  void refusesABinaryFrameThatIsNoPush(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> serializer.decode(new Frame.Binary(bytes)))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("binary frame of ");
  }

  @ParameterizedTest
  @CsvSource({
    "0001000000ff, join_ref",
    "0000010000c3, ref",
    "000000020000c0, topic",
    "0000000001ff, event"
  })
  void refusesInvalidUtf8InABinaryFrame(String hex, String field) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> serializer.decode(new Frame.Binary(bytes)))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith(field + ": invalid UTF-8");
  }

  @Test
  void isCalledV2() {
    assertThat(serializer.name()).isEqualTo("V2");
  }

  private static String hex(Frame frame) {
    assertThat(frame).isInstanceOf(Frame.Binary.class);
    return HexFormat.of().formatHex(((Frame.Binary) frame).bytes());
  }

  private static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
