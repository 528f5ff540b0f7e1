package dev.anqa.benchmarks.soak;

import tools.jackson.databind.JsonNode;

/** Comes, joins, has one thing answered, leaves, closes, and is not seen again. */
final class Passer extends Member {
  private final boolean present;
  private boolean closing;

  private Passer(Tally tally, String topic, String joinPayload, boolean present) {
    super(tally, topic, joinPayload);
    this.present = present;
  }

  /** One on a topic of its own. */
  static Passer alone(Tally tally, long number) {
    return new Passer(tally, "bench:passer-" + number, "{}", /* present= */ false);
  }

  /** One that is present meanwhile. */
  static Passer present(Tally tally, long number) {
    return new Passer(tally, "pres:passers", "{\"u\":\"p" + number + "\"}", /* present= */ true);
  }

  @Override
  void joined() {
    if (present) {
      push("key", "{\"k\":\"nobody\"}");
    } else {
      push("echo", "{}");
    }
  }

  @Override
  void replied(long ref) {
    if (ref == 2) {
      push("phx_leave", "{}");
    } else {
      closing = true;
      client().sendClose();
    }
  }

  @Override
  void handle(String event, JsonNode payload) {
    switch (event) {
      case "phx_close", "presence_state", "presence_diff" -> {}
      default -> tally.trouble(topic + ": " + event);
    }
  }

  @Override
  public void closed(Client from, String why) {
    if (closing && why.equals("close 1000")) {
      tally.churned++;
    } else {
      tally.trouble(topic + ": " + why);
    }
  }
}
