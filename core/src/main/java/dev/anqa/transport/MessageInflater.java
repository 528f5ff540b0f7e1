package dev.anqa.transport;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages of a loop's clients, each by itself and in one go (RFC 7692, section
 * 7.2.2).
 *
 * <p>No client takes context over, so one inflater serves them all, and holds nothing of a message
 * once it is done. Touched on the loop's thread only.
 */
final class MessageInflater {
  /** What a message may become whatever its ratio: it harms nobody. */
  static final int FREE_BYTES = 64 * 1024;

  private static final int FIRST_BYTES = 1_024;
  private static final int GUESSED_RATIO = 4;
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** What senders cut off the end of each message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  /** Null until the first message; its native memory is freed with this object. */
  private @Nullable Inflater inflater;

  /**
   * The message that was compressed, in a fresh array. Holds at most twice the limit, and gives up
   * at the first byte beyond it.
   *
   * @param maxBytes how long it may become
   * @param maxRatio how many times longer than compressed it may become, beyond {@link #FREE_BYTES}
   */
  byte[] inflate(byte[] compressed, int length, int maxBytes, int maxRatio)
      throws WebSocketViolation {
    long byRatio = Math.max(FREE_BYTES, (long) length * maxRatio);
    int limit = (int) Math.min(Math.min(maxBytes, MAX_ARRAY - 1), byRatio);
    Inflater with = inflater;
    if (with == null) {
      with = new Inflater(/* nowrap= */ true);
      inflater = with;
    }
    try {
      with.setInput(compressed, 0, length);
      Output out = new Output(limit, length);
      out.take(with);
      if (!with.finished()) {
        with.setInput(TAIL);
        out.take(with);
      } else if (!isEmptyBlock(compressed, length - with.getRemaining(), length)) {
        throw corrupt("bytes behind the last block");
      }
      if (out.count > limit) {
        throw tooLong(limit, limit < maxBytes ? maxRatio + " times its compressed bytes" : null);
      }
      return out.bytes();
    } catch (DataFormatException e) {
      throw corrupt(String.valueOf(e.getMessage()));
    } finally {
      with.reset();
    }
  }

  /** Behind a block that is marked as the last one there is nothing, or the tail's beginning. */
  private static boolean isEmptyBlock(byte[] compressed, int from, int to) {
    return from == to || from == to - 1 && compressed[from] == 0;
  }

  private static WebSocketViolation corrupt(String detail) {
    return new WebSocketViolation(CloseFrame.BAD_TEXT, "compressed message: corrupt, " + detail);
  }

  private static WebSocketViolation tooLong(int limit, @Nullable String ratio) {
    return WebSocketViolation.tooBig(
        ratio == null ? WebSocketViolation.Bound.LENGTH : WebSocketViolation.Bound.RATIO,
        "inflated message: over %d bytes%s (expected: <= %d). Option: %s"
            .formatted(
                limit,
                ratio == null ? "" : ", " + ratio,
                limit,
                ratio == null ? "WebSocketOptions.maxFrameBytes" : "CompressionOptions.maxRatio"));
  }

  /** The bytes that came out; one beyond the limit shows that there are too many. */
  private static final class Output {
    private final int capacity;
    private byte[] array;
    private int count;

    Output(int limit, int compressed) {
      this.capacity = limit + 1;
      long guess = Math.max(FIRST_BYTES, (long) compressed * GUESSED_RATIO);
      this.array = new byte[(int) Math.min(capacity, guess)];
    }

    /** Takes all that the input gives, or what there is room for. */
    void take(Inflater from) throws DataFormatException {
      while (count < capacity) {
        if (count == array.length) {
          array = Arrays.copyOf(array, (int) Math.min(capacity, 2L * count));
        }
        int more = from.inflate(array, count, array.length - count);
        count += more;
        if (more == 0) {
          return;
        }
      }
    }

    byte[] bytes() {
      return count == array.length ? array : Arrays.copyOf(array, count);
    }
  }
}
