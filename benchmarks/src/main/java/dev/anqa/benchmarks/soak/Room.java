package dev.anqa.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A topic on which the first member broadcasts, and all must get each broadcast once and in order.
 */
final class Room {
  private final Tally tally;
  private final String topic;
  private final String filling;
  private final List<Listener> listeners = new ArrayList<>();
  private long sent;

  /**
   * An empty one.
   *
   * @param bytes of a broadcast's payload, about
   */
  Room(Tally tally, String topic, int bytes) {
    this.tally = tally;
    this.topic = topic;
    this.filling = "x".repeat(bytes);
  }

  /** A further member, to be connected before anything is broadcast. */
  Member add() {
    Listener listener = new Listener();
    listeners.add(listener);
    return listener;
  }

  void broadcast() {
    listeners.getFirst().push("broadcast", "{\"n\":%d,\"x\":\"%s\"}".formatted(sent, filling));
    sent++;
    tally.broadcasts++;
  }

  /** Counts what nobody waits for any more. */
  void finish() {
    for (Listener listener : listeners) {
      if (listener.next < sent) {
        tally.lost(
            sent - listener.next, topic + ": ended at " + listener.next + " instead of " + sent);
      }
    }
  }

  private final class Listener extends Member {
    /** The number of the broadcast that comes next. */
    private long next;

    Listener() {
      super(Room.this.tally, Room.this.topic, "{}");
    }

    @Override
    void handle(String event, JsonNode payload) {
      long number = payload.path("n").asLong(-1);
      if (!event.equals("broadcast") || number < next) {
        tally.trouble(topic + ": " + event + " " + number + " instead of " + next);
      } else {
        if (number > next) {
          tally.lost(number - next, topic + ": " + number + " instead of " + next);
        }
        tally.deliveries++;
        next = number + 1;
      }
    }
  }
}
