package dev.anqa.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Members that are present on a topic. One after the other changes its meta, and all must be told
 * of each change once and in order.
 */
final class Company {
  private final Tally tally;
  private final String topic;
  private final List<Guest> guests = new ArrayList<>();
  private long changes;

  /** Whether the last change was not answered yet. */
  private boolean changing;

  Company(Tally tally, String topic) {
    this.tally = tally;
    this.topic = topic;
  }

  /** A further member, to be connected before anything changes. */
  Member add() {
    Guest guest = new Guest(guests.size());
    guests.add(guest);
    return guest;
  }

  /** Changes one, unless the last change is not over: what two change at once has no order. */
  void change() {
    if (!changing) {
      changing = true;
      changes++;
      tally.updates++;
      guests.get((int) (changes % guests.size())).push("upd", "{\"a\":" + changes + "}");
    }
  }

  /** Counts what nobody waits for any more. */
  void finish() {
    for (Guest guest : guests) {
      if (guest.last < changes) {
        tally.lost(
            changes - guest.last, topic + ": ended at " + guest.last + " instead of " + changes);
      }
    }
  }

  private final class Guest extends Member {
    /** The change that it was told last. */
    private long last;

    Guest(int number) {
      super(Company.this.tally, Company.this.topic, "{\"u\":\"u" + number + "\"}");
    }

    @Override
    void replied(long ref) {
      changing = false;
    }

    @Override
    void handle(String event, JsonNode payload) {
      if (event.equals("presence_diff")) {
        for (JsonNode joined : payload.path("joins")) {
          for (JsonNode meta : joined.path("metas")) {
            if (meta.has("phx_ref_prev")) { // An update, not a join.
              changed(meta.path("away").asLong());
            }
          }
        }
      }
    }

    private void changed(long number) {
      if (number <= last) {
        tally.trouble(topic + ": change " + number + " behind " + last);
      } else {
        if (number > last + 1) {
          tally.lost(number - last - 1, topic + ": change " + number + " behind " + last);
        }
        tally.deliveries++;
        last = number;
      }
    }
  }
}
