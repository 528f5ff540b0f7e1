package dev.anqa.testkit;

import dev.anqa.serializer.Ref;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion is about.
 *
 * @param name the event or status; null for any
 * @param ref of the message that a reply answers; null for all else
 * @param event of that message; null for all else
 */
record Wanted(
    Arrival.Kind kind,
    @Nullable String name,
    @Nullable Ref ref,
    @Nullable String event,
    Match match) {

  static Wanted of(Arrival.Kind kind, @Nullable String name, Match match) {
    return new Wanted(kind, name, null, null, match);
  }

  /** Whether it is this kind of thing, whatever its payload. */
  boolean names(Arrival arrival) {
    return kind == arrival.kind()
        && (name == null || name.equals(arrival.name()))
        && (ref == null || ref.equals(arrival.ref()));
  }

  boolean fits(Arrival arrival) {
    return names(arrival) && match.misfit(arrival.payload()) == null;
  }

  /** Such as {@code push "new_msg"}. */
  String describe() {
    String what = kind.word + (name == null ? "" : " \"" + name + "\"");
    return event == null ? what : what + " to \"" + event + "\"";
  }
}
