package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8CheckTest {
  private static final byte[] EDGES = {
    0x00,
    0x7F,
    (byte) 0x80,
    (byte) 0x8F,
    (byte) 0x90,
    (byte) 0x9F,
    (byte) 0xA0,
    (byte) 0xBF,
    (byte) 0xC0,
    (byte) 0xC1,
    (byte) 0xC2,
    (byte) 0xDF,
    (byte) 0xE0,
    (byte) 0xE1,
    (byte) 0xEC,
    (byte) 0xED,
    (byte) 0xEE,
    (byte) 0xEF,
    (byte) 0xF0,
    (byte) 0xF1,
    (byte) 0xF3,
    (byte) 0xF4,
    (byte) 0xF5,
    (byte) 0xF8,
    (byte) 0xFF
  };

  @Test
  void agreesWithTheJdkOnEverySequenceOfEdges() {
    List<String> wrong = new ArrayList<>();
    byte[] bytes = new byte[4];
    for (byte a : EDGES) {
      for (byte b : EDGES) {
        for (byte c : EDGES) {
          for (byte d : EDGES) {
            bytes[0] = a;
            bytes[1] = b;
            bytes[2] = c;
            bytes[3] = d;
            if (Utf8Check.isUtf8(bytes, 0, 4) != jdk(bytes)) {
              wrong.add(Arrays.toString(bytes));
            }
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void agreesWithTheJdkHoweverATextIsCut() {
    Random random = new Random(6455);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = randomText(random).getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0 && random.nextInt(3) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int state = Utf8Check.BETWEEN;
      int at = 0;
      while (at < bytes.length) {
        int end = at + 1 + random.nextInt(bytes.length - at);
        state = Utf8Check.check(state, bytes, at, end);
        at = end;
      }
      assertThat(state == Utf8Check.BETWEEN).as("round %d", round).isEqualTo(jdk(bytes));
    }
  }

  @Test
  void refusesATextAtItsFirstBadByte() {
    assertThat(Utf8Check.check(Utf8Check.BETWEEN, new byte[] {'a', (byte) 0xED, (byte) 0xA0}, 0, 3))
        .isEqualTo(Utf8Check.BAD);
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append("plain ascii, longer than a word");
        case 1 -> text.append('\u00e9');
        case 2 -> text.append('\u20ac');
        default -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
      }
    }
    return text.toString();
  }

  private static boolean jdk(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
