package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Strings as JSON and as UTF-8, held against the JDK and Jackson. */
final class JsonTextTest {
  private static final char[] CHARS =
      "abc \"\\/<\u0000\u0001\b\t\n\f\r\u001f\u007f\u0080\u07ff\u0800\uffff\ud7ff\ue000\ud83d\ude00"
          .toCharArray();

  private static String quote(String text) {
    return new String(JsonText.quote(text), UTF_8);
  }

  @Test
  void escapesNoMoreThanJsonAsksFor() {
    assertThat(quote("/<>&'\u007f\u00e9\u2028\ud83d\ude00"))
        .isEqualTo("\"/<>&'\u007f\u00e9\u2028\ud83d\ude00\"");
    assertThat(quote("\"\\\b\t\n\f\r")).isEqualTo("\"\\\"\\\\\\b\\t\\n\\f\\r\"");
    assertThat(quote("\u0000\u001f")).isEqualTo("\"\\u0000\\u001f\"");
  }

  @Test
  void writesALoneSurrogateAsTheReplacementCharacter() {
    assertThat(quote("\ud800")).isEqualTo("\"\ufffd\"");
    assertThat(quote("a\udfff")).isEqualTo("\"a\ufffd\"");
    assertThat(quote("\ude00\ud83d")).isEqualTo("\"\ufffd\ufffd\"");
    assertThat(quote("\ud83d\ud83d\ude00")).isEqualTo("\"\ufffd\ud83d\ude00\"");
  }

  @Test
  void writesAndReadsAnyText() throws DecodeException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder builder = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        builder.append(CHARS[random.nextInt(CHARS.length)]);
      }
      String text = builder.toString();
      byte[] json = JsonText.quote(text);
      String wellFormed = wellFormed(text);

      assertThat(JsonOracle.read(json).value()).isEqualTo(wellFormed);
      assertThat(new JsonScanner(json, 0, json.length, JsonLimits.standard()).text())
          .isEqualTo(wellFormed);
      byte[] utf8 = new byte[Utf8.size(text)];
      assertThat(Utf8.write(text, utf8, 0)).isEqualTo(utf8.length);
      assertThat(utf8).isEqualTo(wellFormed.getBytes(UTF_8));
      assertThat(Utf8.decode(utf8, 0, utf8.length, "text")).isEqualTo(wellFormed);
    }
  }

  private static String wellFormed(String text) {
    int[] points = text.codePoints().map(c -> c >= 0xd800 && c <= 0xdfff ? 0xfffd : c).toArray();
    return new String(points, 0, points.length);
  }

  @Test
  void agreesWithTheJdkOnWhatIsUtf8() {
    SplittableRandom random = new SplittableRandom(2);
    byte[] edges = {0, 0x7f, (byte) 0x80, (byte) 0x8f, (byte) 0x90, (byte) 0x9f, (byte) 0xa0};
    byte[] leads = {
      (byte) 0xbf, (byte) 0xc1, (byte) 0xc2, (byte) 0xe0, (byte) 0xed, (byte) 0xf0, (byte) 0xf4
    };
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(5)];
      for (int at = 0; at < bytes.length; at++) {
        byte[] from = random.nextBoolean() ? edges : leads;
        bytes[at] = random.nextInt(3) == 0 ? (byte) random.nextInt() : from[random.nextInt(7)];
      }
      boolean valid = new String(bytes, UTF_8).equals(strictly(bytes));
      if (valid) {
        assertThat(decoded(bytes)).isEqualTo(new String(bytes, UTF_8));
      } else {
        assertThatThrownBy(() -> Utf8.decode(bytes, 0, bytes.length, "text"))
            .isInstanceOf(DecodeException.class);
      }
    }
  }

  private static String decoded(byte[] bytes) {
    try {
      return Utf8.decode(bytes, 0, bytes.length, "text");
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private static String strictly(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "invalid";
    }
  }
}
