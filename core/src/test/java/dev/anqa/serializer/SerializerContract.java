package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Serializer} holds to. */
abstract class SerializerContract {
  static final Json JSON = JacksonJson.standard();

  final Serializer serializer = serializer();

  /** The serializer that is held to this, made anew. */
  abstract Serializer serializer();

  /** What a client of this version sends; the parts are JSON texts. */
  abstract String sent(String joinRef, String ref, String topic, String event, String payload);

  Message decode(String text) throws DecodeException {
    return serializer.decode(new Frame.Text(text.getBytes(UTF_8)));
  }

  Message.Routed routed(String text) throws DecodeException {
    return (Message.Routed) decode(text);
  }

  static String text(Frame frame) {
    assertThat(frame).isInstanceOf(Frame.Text.class);
    return new String(((Frame.Text) frame).bytes(), UTF_8);
  }

  void assertRefused(String text) {
    assertThatThrownBy(() -> decode(text)).as(text).isInstanceOf(DecodeException.class);
  }

  @Test
  void readsWhatAClientSends() throws DecodeException {
    Message.Routed message =
        routed(sent("\"1\"", "\"2\"", "\"room:a\"", "\"new_msg\"", "{\"body\":\"hi\"}"));

    assertThat(message.joinRef()).isEqualTo(Ref.of("1"));
    assertThat(message.ref()).isEqualTo(Ref.of("2"));
    assertThat(message.topic()).isEqualTo("room:a");
    assertThat(message.event()).isEqualTo("new_msg");
    assertThat(message.payload().map()).isEqualTo(Map.of("body", "hi"));
  }

  @Test
  void readsAnySpellingOfWhatAClientSends() throws DecodeException {
    Message.Routed message =
        routed(
            "\n"
                + sent(" null ", " 7 ", " \"r\\u006fom:\u00e9\" ", "\t\"\\ud83d\\ude00\\n\"", " 1 ")
                + " ");

    assertThat(message.joinRef()).isSameAs(Ref.NULL);
    assertThat(message.topic()).isEqualTo("room:\u00e9");
    assertThat(message.event()).isEqualTo("\ud83d\ude00\n");
    assertThat(message.payload().text()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "1", "1.50", "\"\\u0031\"", "true", "123456789012345678901234567890"})
  void echoesRefsVerbatim(String ref) throws DecodeException {
    Message.Routed message = routed(sent("null", ref, "\"t\"", "\"e\"", "{}"));

    assertThat(message.ref().json()).isEqualTo(ref);
    String reply = text(serializer.reply(Ref.NULL, message.ref(), "t", "ok", Payload.empty()));
    assertThat(reply).contains(ref);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1,{\"a\":null}]",
        "\"text\"",
        "null",
        "1e3",
        "{\"z\":1,\"a\":123456789012345678901234567890}"
      })
  void keepsThePayloadAsItCame(String payload) throws DecodeException {
    Message.Routed message = routed(sent("null", "\"1\"", "\"t\"", "\"e\"", " " + payload + " "));

    assertThat(message.payload().text()).isEqualTo(payload);
    assertThat(text(serializer.reply(Ref.NULL, Ref.NULL, "t", "ok", message.payload())))
        .contains("{\"response\":" + payload + ",\"status\":\"ok\"}");
  }

  @Test
  void keepsTheFirstOfEqualKeysInAPayload() throws DecodeException {
    Message.Routed message = routed(sent("null", "1", "\"t\"", "\"e\"", "{\"a\":1,\"a\":2}"));

    assertThat(message.payload().text()).isEqualTo("{\"a\":1}");
    assertThat(message.payload().map()).isEqualTo(Map.of("a", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "null", "true", "[1]"})
  void doesNotRouteATopicThatIsNoString(String topic) throws DecodeException {
    Message message = decode(sent("\"1\"", "\"2\"", topic, "\"phx_join\"", "{}"));

    assertThat(message)
        .isEqualTo(new Message.Unroutable(Ref.of("1"), Ref.of("2"), Ref.parse(topic), "phx_join"));
    String answer = text(serializer.unmatched((Message.Unroutable) message));
    assertThat(answer)
        .contains(topic)
        .contains("{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}");
  }

  @Test
  void refusesATopicThatIsAnObject() {
    assertRefused(sent("null", "1", "{\"a\":1}", "\"phx_join\"", "{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "null", "[1]", "{\"a\":1}"})
  void givesAnEventThatIsNoStringAsJson(String event) throws DecodeException {
    assertThat(decode(sent("null", "1", "\"t\"", event, "{}")).event()).isEqualTo(event);
  }

  @Test
  void refusesWhatIsNoMessage() {
    for (String text : List.of("", " ", "null", "1", "\"x\"", "[]", "{}", "[", "{", "x", "[{}]")) {
      assertRefused(text);
    }
    assertRefused(sent("null", "1", "\"t\"", "\"e\"", "{}") + "x");
    assertRefused(sent("null", "1", "\"t\"", "\"e\"", "{]"));
    assertRefused(sent("null", "1", "\"t\"", "\"e\"", "1e400"));
    assertRefused(sent("null", "1", "\"\\ud800\"", "\"e\"", "{}"));
    assertRefused(sent("nul", "1", "\"t\"", "\"e\"", "{}"));
  }

  @Test
  void refusesAMegabyteOfBrackets() {
    String brackets = "[".repeat(1_000_000);
    assertRefused(brackets);
    assertRefused("{\"a\":".repeat(200_000));
    assertRefused(sent("null", "1", "\"t\"", "\"e\"", brackets));
    assertRefused(sent(brackets, "1", "\"t\"", "\"e\"", "1"));
  }

  @Test
  void refusesEachCutOffMessage() {
    String whole = sent("\"1\"", "12", "\"\u00e9\"", "\"e\"", "{\"a\":[1,\"\\n\"]}");
    byte[] bytes = whole.getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> serializer.decode(new Frame.Text(part)))
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void failsInNoOtherWayWhateverComes() {
    SplittableRandom random = new SplittableRandom(7);
    RandomJson json = new RandomJson(random);
    byte[] message =
        sent("\"1\"", "[2]", "\"room:\\u00e9\"", "\"e\"", "{\"a\":1,\"a\":[true,\"\"]}")
            .getBytes(UTF_8);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = message;
      for (int m = random.nextInt(5); m >= 0; m--) {
        bytes = json.mutate(bytes);
      }
      Frame frame = random.nextBoolean() ? new Frame.Text(bytes) : new Frame.Binary(bytes);
      try {
        assertThat(serializer.decode(frame)).isNotNull();
      } catch (DecodeException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_999);
  }

  @Test
  void takesOnlyTextAndBinaryFrames() {
    for (Frame frame :
        List.of(
            new Frame.Ping(new byte[0]),
            new Frame.Pong(new byte[0]),
            new Frame.Several(List.of()))) {
      assertThatThrownBy(() -> serializer.decode(frame))
          .hasMessageContaining("(expected: Text or Binary)");
    }
  }

  @Test
  void escapesWhatItWrites() {
    String nasty = "\"\\/<\u0000\u001f\n\u007f\u00e9\u20ac\ud83d\ude00";
    Frame frame = serializer.push(Ref.NULL, nasty, nasty, Payload.json("{\"a\":1}"));

    Object written = JsonOracle.read(((Frame.Text) frame).bytes()).value();
    Collection<?> parts = written instanceof Map<?, ?> map ? map.values() : (List<?>) written;
    assertThat(parts.stream().filter(nasty::equals)).hasSize(2);
  }

  @Test
  void joinsBroadcastsInTheirOrder() {
    Frame first = serializer.encode(new Broadcast("t", "one", Payload.empty()));
    Frame second = serializer.encode(new Broadcast("t", "two", Payload.empty()));

    assertThat(serializer.join(List.of(first, second)))
        .isEqualTo(new Frame.Several(List.of(first, second)));
  }

  @Test
  void hasAName() {
    assertThat(serializer.name()).isNotBlank();
  }
}
