package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PayloadTest {
  /** Writes what a value's {@code toString} is, and reads whatever as one map. */
  private static final Json JSON =
      new Json() {
        @Override
        public byte[] write(Object value) {
          return value.toString().getBytes(UTF_8);
        }

        @Override
        public <T> T read(byte[] bytes, int offset, int length, Class<T> type) {
          return type.cast(Map.of("text", new String(bytes, offset, length, UTF_8)));
        }
      };

  private static final byte[] FRAME = "[1, {\"a\":2} ]".getBytes(UTF_8);

  private static Payload part(int offset, int length) {
    return Payload.wrap(Payload.Kind.JSON, FRAME, offset, length, JSON);
  }

  @Test
  void isAPartOfAnArray() {
    Payload payload = part(4, 7);

    assertThat(payload.text()).isEqualTo("{\"a\":2}");
    assertThat(payload.size()).isEqualTo(7);
    assertThat(payload.bytes()).isEqualTo("{\"a\":2}".getBytes(UTF_8));
    assertThat(payload.buffer()).isEqualTo(ByteBuffer.wrap(payload.bytes()));
    assertThat(payload.map()).isEqualTo(Map.of("text", "{\"a\":2}"));
  }

  @Test
  void staysWithinItsArray() {
    assertThatThrownBy(() -> part(4, FRAME.length)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> part(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void cannotBeChangedThroughWhatItGivesOut() {
    Payload payload = part(4, 7);
    payload.bytes()[0] = 'x';
    assertThat(payload.text()).isEqualTo("{\"a\":2}");
    assertThatThrownBy(() -> payload.buffer().put(0, (byte) 'x'))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThat(payload.buffer().capacity()).isEqualTo(7);
  }

  @Test
  void cannotBeChangedThroughTheBytesItWasMadeOf() {
    byte[] bytes = {1, 2};
    Payload payload = Payload.binary(bytes);
    bytes[0] = 9;
    assertThat(payload.bytes()).containsExactly(1, 2);
  }

  @Test
  void copiesItselfToAPosition() {
    byte[] target = new byte[10];
    assertThat(Payload.json("[]").copyTo(target, 3)).isEqualTo(5);
    assertThat(target).containsExactly(0, 0, 0, '[', ']', 0, 0, 0, 0, 0);
  }

  @Test
  void isEqualToTheSameBytesOfTheSameKind() {
    assertThat(part(4, 7))
        .isEqualTo(Payload.json("{\"a\":2}"))
        .hasSameHashCodeAs(Payload.json("{\"a\":2}"))
        .isNotEqualTo(Payload.json("{\"a\":3}"))
        .isNotEqualTo(Payload.binary("{\"a\":2}".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " \t\r\n{}"})
  void knowsAnObject(String json) {
    assertThat(Payload.json(json).isObject()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"{\"", "1", "null", "", " "})
  void knowsWhatIsNoObject(String json) {
    assertThat(Payload.json(json).isObject()).isFalse();
  }

  @Test
  void ofBytesIsNoObjectWhateverTheyAre() {
    Payload payload = Payload.binary((byte) '{', (byte) '}');
    assertThat(payload.isObject()).isFalse();
    assertThat(payload.isBinary()).isTrue();
    assertThatThrownBy(() -> payload.as(JSON, Map.class))
        .isInstanceOfSatisfying(
            PayloadException.class,
            e -> {
              assertThat(e.field()).isEmpty();
              assertThat(e).hasMessage("binary payload (expected: JSON)");
            });
  }

  @Test
  void ofAValueIsWhatItsJsonWrites() {
    assertThat(Payload.of(12, JSON).text()).isEqualTo("12");
    assertThat(Payload.of(12, JSON).map()).isEqualTo(Map.of("text", "12"));
  }

  @Test
  void ofAPayloadIsThatPayload() {
    Payload bound = part(4, 7);
    assertThat(Payload.of(bound, JSON)).isSameAs(bound);
    assertThat(Payload.of(Payload.json("[1]"), JSON).map()).isEqualTo(Map.of("text", "[1]"));
  }

  @Test
  void saysHowToReadOneMadeByHand() {
    assertThatThrownBy(() -> Payload.json("{}").map())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("payload.as(json, Map.class)");
  }

  @Test
  void showsItsSizeAndNotItsContent() {
    assertThat(part(4, 7)).hasToString("JSON payload of 7 bytes");
    assertThat(Payload.empty().text()).isEqualTo("{}");
  }
}
