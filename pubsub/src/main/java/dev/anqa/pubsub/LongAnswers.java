package dev.anqa.pubsub;

import dev.anqa.pubsub.SurveyHeading.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers of this node that travel in parts. A part leaves when its asker has the one before:
 * so what waits for the network is one part of each, and a user's broadcast waits behind no more.
 *
 * <p>What is not asked for any more is dropped. Any thread may call.
 */
final class LongAnswers {
  /** What travels at a time of an answer. */
  static final int PART_BYTES = 256 << 10;

  /** How many may be under way at a time. */
  static final int MOST = 16;

  /** Who does not ask for the next part for so long does not want it. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Time time;
  private final ByteBudget budget;

  /** Those of which there is more to send; guarded by this. */
  private final Map<Key, Rest> underWay = new HashMap<>();

  private record Key(String asker, long number) {
    static Key of(SurveyHeading asked) {
      return new Key(asked.node(), asked.number());
    }
  }

  private static final class Rest {
    final Payload answer;

    /** Guarded by the {@link LongAnswers}. */
    int next;

    Rest(Payload answer) {
      this.answer = answer;
    }
  }

  /**
   * What is sent.
   *
   * @param kind whether there is more; if not, what the answer is
   */
  record Part(Kind kind, Payload payload) {}

  LongAnswers(Time time, ByteBudget budget) {
    this.time = time;
    this.budget = budget;
  }

  /** What an answer is as a whole, or its last part. */
  static Kind kind(Payload answer) {
    return answer.isBinary() ? Kind.BINARY : Kind.JSON;
  }

  /** Keeps an answer until it is fetched; returns false if it is too much beside the others. */
  synchronized boolean keep(SurveyHeading asked, Payload answer) {
    if (underWay.size() >= MOST || !budget.take(answer.size())) {
      return false;
    }
    Rest before = underWay.put(Key.of(asked), new Rest(answer));
    if (before != null) { // The same question twice, which no survey asks.
      budget.giveBack(before.answer.size());
    }
    dropUnlessAskedWithin(asked, 0);
    return true;
  }

  /** The part that is wanted, once; null if it is not its turn, or the answer is no more. */
  synchronized @Nullable Part part(SurveyHeading asked) {
    Key key = Key.of(asked);
    Rest rest = underWay.get(key);
    if (rest == null || rest.next != asked.part()) {
      return null;
    }
    int begin = rest.next * PART_BYTES;
    int length = Math.min(PART_BYTES, rest.answer.size() - begin);
    boolean last = begin + length == rest.answer.size();
    Payload bytes = rest.answer.slice(Payload.Kind.BINARY, begin, length);
    rest.next++;
    if (last) {
      drop(asked);
      return new Part(kind(rest.answer), bytes);
    }
    dropUnlessAskedWithin(asked, rest.next);
    return new Part(Kind.PART, bytes);
  }

  /** A timer for each part; one that is late finds that the next was asked for. */
  private void dropUnlessAskedWithin(SurveyHeading asked, int next) {
    var _ =
        time.after(
            PATIENCE,
            () -> {
              synchronized (this) {
                Rest rest = underWay.get(Key.of(asked));
                if (rest != null && rest.next == next) {
                  drop(asked);
                }
              }
            });
  }

  /** Sends no more of an answer. */
  synchronized void drop(SurveyHeading asked) {
    Rest rest = underWay.remove(Key.of(asked));
    if (rest != null) {
      budget.giveBack(rest.answer.size());
    }
  }

  synchronized void dropAll() {
    underWay.values().forEach(rest -> budget.giveBack(rest.answer.size()));
    underWay.clear();
  }
}
