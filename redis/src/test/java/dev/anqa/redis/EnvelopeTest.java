package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.redis.Envelope.Bye;
import dev.anqa.redis.Envelope.Frames;
import dev.anqa.redis.Envelope.Hello;
import dev.anqa.redis.Envelope.MalformedException;
import dev.anqa.redis.Envelope.Origin;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EnvelopeTest {
  private static final Origin ORIGIN = new Origin(-2, 3);

  @Test
  void readsWhatItWrites() throws Exception {
    byte[] frames = {4, 5, 6};

    assertThat(Envelope.read(Envelope.frames(ORIGIN, frames)))
        .isEqualTo(new Frames(ORIGIN, ByteBuffer.wrap(frames)));
    assertThat(Envelope.read(Envelope.hello(ORIGIN, "größe 🐦")))
        .isEqualTo(new Hello(ORIGIN, "größe 🐦"));
    assertThat(Envelope.read(Envelope.bye(ORIGIN))).isEqualTo(new Bye(ORIGIN));
  }

  @Test
  void hasTheFormThatItsDocShows() {
    assertThat(Envelope.hello(ORIGIN, "A"))
        .containsExactly(1, 1, -1, -1, -1, -1, -1, -1, -1, -2, 0, 0, 0, 3, 'A');
  }

  @Test
  void refusesWhatIsMalformed() {
    refuses(Envelope.hello(ORIGIN, ""), "name of 0 bytes (expected: 1 to 200)");
    refuses(Envelope.hello(ORIGIN, "é".repeat(101)), "name of 202 bytes (expected: 1 to 200)");
    refuses(change(Envelope.hello(ORIGIN, "a"), 14, -1), "name of 1 bytes that are no UTF-8");
    refuses(change(Envelope.bye(ORIGIN), 0, 2), "envelope of version 2 (expected: 1)");
    refuses(change(Envelope.bye(ORIGIN), 0, -1), "envelope of version 255 (expected: 1)");
    refuses(change(Envelope.bye(ORIGIN), 1, 3), "envelope of kind 3 (expected: 0 to 2)");
    refuses(change(Envelope.hello(ORIGIN, "a"), 1, 2), "1 bytes behind a bye (expected: none)");
    refuses(new byte[13], "13 bytes (expected: >= 14)");
  }

  private static byte[] change(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  private static void refuses(byte[] bytes, String message) {
    assertThatThrownBy(() -> Envelope.read(bytes))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @Test
  void readsOrRefusesBytesChangedAtRandom() {
    SplittableRandom random = new SplittableRandom(4);
    List<byte[]> all =
        List.of(
            Envelope.frames(ORIGIN, new byte[20]),
            Envelope.hello(ORIGIN, "größe"),
            Envelope.bye(ORIGIN));
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = all.get(random.nextInt(all.size()));
      byte[] changed = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
      for (int change = random.nextInt(4); change >= 0 && changed.length > 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      readsOrRefuses(changed);
    }
  }

  /** What is read is what writing it would give; everything else is refused. */
  private static void readsOrRefuses(byte[] bytes) {
    try {
      byte[] again =
          switch (Envelope.read(bytes)) {
            case Frames it -> {
              byte[] rest = new byte[it.frames().remaining()];
              it.frames().get(rest);
              yield Envelope.frames(it.origin(), rest);
            }
            case Hello it -> Envelope.hello(it.origin(), it.name());
            case Bye it -> Envelope.bye(it.origin());
          };
      assertThat(again).isEqualTo(bytes);
    } catch (MalformedException e) {
      assertThat(e).hasMessageMatching(".+");
    }
  }
}
