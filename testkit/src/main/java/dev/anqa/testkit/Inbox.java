package dev.anqa.testkit;

import dev.anqa.serializer.Ref;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came to one channel of a client, or to one topic: the mailbox that assertions look into.
 * Touched on the test's thread only.
 */
final class Inbox {
  /** The oldest ones are forgotten. */
  private static final int KEPT = 10_000;

  /** As many of the latest ones are shown. */
  private static final int SHOWN = 30;

  private static final class Entry {
    private final Arrival arrival;

    /** Whether an assertion was about it; others do not see it any more. */
    private boolean taken;

    Entry(Arrival arrival) {
      this.arrival = arrival;
    }
  }

  private final String topic;
  private final TestEndpoint endpoint;
  private final List<Entry> entries = new ArrayList<>();

  /** The events that were sent, by what they are answered with; the latest {@link #KEPT}. */
  private final LinkedHashMap<Ref, String> sent = new LinkedHashMap<>();

  Inbox(String topic, TestEndpoint endpoint) {
    this.topic = topic;
    this.endpoint = endpoint;
  }

  void add(Arrival arrival) {
    if (entries.size() == KEPT) {
      entries.subList(0, KEPT / 2).clear();
    }
    entries.add(new Entry(arrival));
  }

  /** The client sent something that may be answered. */
  void sent(Ref ref, String event) {
    if (sent.size() == KEPT) {
      sent.pollFirstEntry();
    }
    sent.put(ref, event);
  }

  /**
   * Takes the first that is wanted; waits for other threads of the application if there is none.
   *
   * @throws AssertionError if there is none then, either
   */
  Arrival take(Wanted wanted) {
    Entry entry = endpoint.await(() -> find(wanted));
    if (entry == null) {
      String expected = wanted.match().expectation();
      throw failure(
          "No %s came on \"%s\" (expected: %s).".formatted(wanted.describe(), topic, expected),
          wanted,
          /* timers= */ true);
    }
    entry.taken = true;
    return entry.arrival;
  }

  /**
   * Looks that there is none, at this moment.
   *
   * @throws AssertionError if there is one
   */
  void refute(Wanted wanted) {
    endpoint.settle();
    if (find(wanted) != null) {
      String expected =
          wanted.match() instanceof Match.Anything
              ? "none"
              : "none with " + wanted.match().expectation();
      throw failure(
          "A %s came on \"%s\" (expected: %s).".formatted(wanted.describe(), topic, expected),
          wanted,
          /* timers= */ false);
    }
  }

  /**
   * Looks that there is nothing that no assertion took, at this moment.
   *
   * @throws AssertionError if there is
   */
  void refuteMore() {
    endpoint.settle();
    long left = entries.stream().filter(entry -> !entry.taken).count();
    if (left > 0) {
      throw failure(
          "%d more came on \"%s\" (expected: none but what assertions took)."
              .formatted(left, topic),
          null,
          /* timers= */ false);
    }
  }

  private @Nullable Entry find(Wanted wanted) {
    for (Entry entry : List.copyOf(entries)) { // A guard of the test may do anything.
      if (!entry.taken && wanted.fits(entry.arrival)) {
        return entry;
      }
    }
    return null;
  }

  // ---- what a failed assertion shows

  /** An error that shows what came, what callbacks threw, and if asked for, the next timer. */
  AssertionError failure(String headline, @Nullable Wanted wanted, boolean timers) {
    StringBuilder text = new StringBuilder(headline).append('\n');
    list(text, wanted);
    List<Crashes.Crash> crashes = endpoint.crashes().on(topic);
    for (Crashes.Crash crash : crashes) {
      text.append(
          "A %s of %s threw: %s\n".formatted(crash.callback(), crash.channel(), crash.cause()));
    }
    if (timers) {
      endpoint.untilNextTimer().ifPresent(left -> text.append(advice(left)));
    }
    Throwable cause = crashes.isEmpty() ? null : crashes.getLast().cause();
    return new AssertionError(text.toString().stripTrailing(), cause);
  }

  private static String advice(Duration left) {
    long millis = left.plusNanos(999_999).toMillis();
    return "A timer is due in %d ms; time passes by endpoint.advance(Duration.ofMillis(%d)).\n"
        .formatted(millis, millis);
  }

  private void list(StringBuilder text, @Nullable Wanted wanted) {
    if (entries.isEmpty()) {
      text.append("Nothing came there.\n");
      return;
    }
    int first = Math.max(0, entries.size() - SHOWN);
    text.append(
        first == 0 ? "What came there:\n\n" : "The last %d that came there:\n\n".formatted(SHOWN));
    for (Entry entry : entries.subList(first, entries.size())) {
      text.append("    ").append(describe(entry.arrival)).append(note(entry, wanted)).append('\n');
    }
    text.append('\n');
  }

  private String describe(Arrival arrival) {
    String to =
        arrival.ref() == null ? "" : " to \"%s\"".formatted(sent.getOrDefault(arrival.ref(), "?"));
    return "%s \"%s\"%s %s"
        .formatted(arrival.kind().word, arrival.name(), to, Shown.text(arrival.payload()));
  }

  private static String note(Entry entry, @Nullable Wanted wanted) {
    if (entry.taken) {
      return "   <- taken by an assertion before";
    }
    if (wanted == null || !wanted.names(entry.arrival)) {
      return "";
    }
    return "   <- "
        + Objects.requireNonNullElse(wanted.match().misfit(entry.arrival.payload()), "this one");
  }
}
