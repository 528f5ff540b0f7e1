package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TrackerCodecTest {
  private static final ReplicaId A = new ReplicaId("a", 1);
  private static final ReplicaId B = new ReplicaId("bé", Long.MIN_VALUE);
  private static final Payload META = Payload.json("{\"m\":1}");

  private static final TrackerEntry FIRST = new TrackerEntry(A, 6, 6, 0, "t", "k", META);
  private static final TrackerEntry UPDATED = new TrackerEntry(A, 2, 9, 4, "", "é", META);
  private static final Delta DELTA =
      new Delta(A, 5, 9, List.of(FIRST, UPDATED), List.of(1L, 4L, 5L));

  private static final List<TrackerMessage> MESSAGES =
      List.of(
          new TrackerMessage.Heartbeat(A, Map.of(), null),
          new TrackerMessage.Heartbeat(A, Map.of(A, 9L, B, 0L), DELTA),
          new TrackerMessage.TransferRequest(B, Map.of(A, 3L)),
          new TrackerMessage.TransferAck(
              B, List.of(DELTA, new Delta(B, 0, 7, List.of(), List.of()))),
          new TrackerMessage.Goodbye(B));

  private static TrackerMessage decode(byte[] bytes) throws MalformedMessageException {
    return TrackerCodec.decode(ByteBuffer.wrap(bytes));
  }

  @Test
  void decodesWhatItEncoded() throws Exception {
    for (TrackerMessage message : MESSAGES) {
      assertThat(decode(TrackerCodec.encode(message))).isEqualTo(message);
    }
    var heartbeat = (TrackerMessage.Heartbeat) decode(TrackerCodec.encode(MESSAGES.get(1)));
    assertThat(heartbeat.delta().added())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(FIRST, UPDATED);
  }

  @Test
  void isThisOnTheWire() {
    assertThat(HexFormat.of().formatHex(TrackerCodec.encode(new TrackerMessage.Goodbye(A))))
        .isEqualTo("01" + "04" + "000161" + "0000000000000001");
  }

  @Test
  void refusesAnotherVersion() {
    byte[] bytes = TrackerCodec.encode(MESSAGES.getLast());
    bytes[0] = 2;

    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("version: 2 (expected: 1)");
  }

  @Test
  void refusesEveryMessageThatWasCutOrGrew() {
    for (TrackerMessage message : MESSAGES) {
      byte[] bytes = TrackerCodec.encode(message);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> decode(cut)).isInstanceOf(MalformedMessageException.class);
      }
      byte[] grown = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> decode(grown)).hasMessage("1 bytes after the end");
    }
  }

  @Test
  void refusesWhatNoStateSays() {
    refuses(new Delta(A, 9, 9, List.of(), List.of()), "to: 9");
    refuses(new Delta(A, -1, 9, List.of(), List.of()), "from: -1");
    refuses(new Delta(A, 5, 1L << 48, List.of(), List.of()), "to: 281474976710656");
    refuses(new Delta(A, 6, 9, List.of(FIRST), List.of()), "dot: 6");
    refuses(new Delta(A, 5, 8, List.of(FIRST, UPDATED), List.of()), "dot: 9");
    refuses(new Delta(A, 5, 9, List.of(UPDATED, FIRST), List.of()), "dot: 6");
    refuses(new Delta(A, 5, 9, List.of(), List.of(6L)), "removed: 6");
    refuses(new Delta(A, 5, 9, List.of(), List.of(4L, 4L)), "removed: 4");
    refuses(entry(3, 6, 0, META), "dots: 3, 0, 6");
    refuses(entry(6, 6, 4, META), "dots: 6, 4, 6");
    refuses(entry(7, 6, 0, META), "id: 7");
    refuses(entry(6, 6, 0, Payload.json("[]")), "meta of dot 6");
  }

  private static Delta entry(long id, long dot, long previous, Payload meta) {
    TrackerEntry entry = new TrackerEntry(A, id, dot, previous, "t", "k", meta);
    return new Delta(A, 5, 9, List.of(entry), List.of());
  }

  private static void refuses(Delta delta, String reason) {
    byte[] bytes = TrackerCodec.encode(new TrackerMessage.TransferAck(B, List.of(delta)));
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void refusesLengthsThatCannotBe() {
    for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 100_000_000}) {
      ByteWriter out = new ByteWriter();
      out.int8(1);
      out.int8(3);
      out.string("a");
      out.int64(1);
      out.int32(count);
      byte[] bytes = out.toByteArray();
      assertThatThrownBy(() -> decode(bytes)).hasMessageStartingWith(count + " items");
    }
  }

  @Test
  void takesTheLargestMetaAndNoLarger() throws Exception {
    String spaces = " ".repeat(TrackerEntry.MAX_META_BYTES - 2);
    Delta largest = entry(6, 6, 0, Payload.json("{" + spaces + "}"));
    TrackerMessage message = new TrackerMessage.TransferAck(B, List.of(largest));

    assertThat(decode(TrackerCodec.encode(message))).isEqualTo(message);
    refuses(entry(6, 6, 0, Payload.json("{ " + spaces + "}")), "1048577 bytes");
  }

  /** Whatever comes, it is refused or it is a message; if it is one, there is one form of it. */
  static void decodesOrRefuses(byte[] bytes) {
    TrackerMessage message;
    try {
      message = decode(bytes);
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageMatching("(?s).+");
      return;
    }
    assertThat(TrackerCodec.encode(message)).isEqualTo(bytes);
  }

  @Test
  void survivesRandomMutations() {
    Seeds.run(
        20_000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          byte[] bytes = TrackerCodec.encode(MESSAGES.get(random.nextInt(MESSAGES.size())));
          int mutations = 1 + random.nextInt(4);
          for (int i = 0; i < mutations; i++) {
            bytes = mutate(bytes, random);
          }
          decodesOrRefuses(bytes);
        });
  }

  private static byte[] mutate(byte[] bytes, SplittableRandom random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> with(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
      case 1 -> with(bytes, at, (byte) random.nextInt());
      case 2 -> with(bytes, at, List.of((byte) 0, (byte) -1, (byte) 127).get(random.nextInt(3)));
      case 3 -> Arrays.copyOf(bytes, at);
      default -> spliced(bytes, at, random.nextInt(bytes.length));
    };
  }

  private static byte[] with(byte[] bytes, int at, byte value) {
    byte[] copy = bytes.clone();
    copy[at] = value;
    return copy;
  }

  /** The bytes before one place, and then those from another on. */
  private static byte[] spliced(byte[] bytes, int head, int tail) {
    List<Byte> all = new ArrayList<>();
    for (int i = 0; i < head; i++) {
      all.add(bytes[i]);
    }
    for (int i = tail; i < bytes.length; i++) {
      all.add(bytes[i]);
    }
    byte[] result = new byte[all.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = all.get(i);
    }
    return result;
  }
}
