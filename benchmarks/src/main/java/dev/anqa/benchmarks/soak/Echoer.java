package dev.anqa.benchmarks.soak;

import java.util.ArrayDeque;

/**
 * A member that asks at its times, whether or not it was answered, and counts from the time at
 * which it was to ask: a server that is late is not spared (coordinated omission).
 */
final class Echoer extends Member {
  private record Asked(long ref, long dueNanos) {}

  private final ArrayDeque<Asked> open = new ArrayDeque<>();

  Echoer(Tally tally, String topic) {
    super(tally, topic, "{}");
  }

  void ask(long dueNanos) {
    open.add(new Asked(push("echo", "{\"due\":" + dueNanos + "}"), dueNanos));
  }

  @Override
  void replied(long ref) {
    Asked first = open.poll();
    while (first != null && first.ref < ref) {
      tally.lost(1, topic + ": no reply to " + first.ref);
      first = open.poll();
    }
    if (first == null) {
      tally.trouble(topic + ": a reply to " + ref + ", which is not open");
    } else {
      tally.echoed(System.nanoTime() - first.dueNanos);
    }
  }

  /** Counts what nobody waits for any more. */
  void finish() {
    if (!open.isEmpty()) {
      tally.lost(open.size(), topic + ": no reply to " + open.size());
    }
  }
}
