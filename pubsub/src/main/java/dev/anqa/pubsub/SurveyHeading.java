package dev.anqa.pubsub;

import java.util.Locale;

/**
 * What the event of a broadcast between {@link Survey}s says.
 *
 * @param number of the question; the asker's
 * @param part which part of the answer it is, or is wanted, from 0
 * @param node who says it: the asker, or the one that answers
 */
record SurveyHeading(Kind kind, long number, int part, String node) {
  /** What the broadcast is; its name in small letters begins the event. */
  enum Kind {
    QUESTION,
    /** Asks for a further part of a long answer. */
    NEXT,
    /** A part of an answer, behind which there is more for who asks. */
    PART,
    /** An answer, or its last part. */
    JSON,
    BINARY,
    /** Why there is none. */
    FAILURE
  }

  String event() {
    return String.join(
        " ",
        kind.name().toLowerCase(Locale.ROOT),
        Long.toString(number),
        Integer.toString(part),
        node);
  }

  /** What it throws becomes an event of the {@link PubSub}. */
  static SurveyHeading of(String event) {
    String[] words = event.split(" ", 4);
    if (words.length < 4) {
      throw new IllegalArgumentException(
          "event \"" + event + "\" (expected: a kind, a number, a part, a node)");
    }
    return new SurveyHeading(
        Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        words[3]);
  }
}
