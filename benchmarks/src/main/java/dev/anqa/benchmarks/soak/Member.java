package dev.anqa.benchmarks.soak;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that joins one topic and stays. Lives on the thread of its {@link ClientLoop}. */
class Member implements Role {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String HEARTBEAT = "hb";

  final Tally tally;
  final String topic;
  private final String joinPayload;

  /** Null before it is connected, and after the server has ended that. */
  private @Nullable Client client;

  private long lastRef = 1;
  private boolean joined;
  private boolean heartbeatOpen;

  Member(Tally tally, String topic, String joinPayload) {
    this.tally = tally;
    this.topic = topic;
    this.joinPayload = joinPayload;
  }

  final boolean isJoined() {
    return joined && client != null;
  }

  final Client client() {
    return Objects.requireNonNull(client);
  }

  @Override
  public void opened(Client opened) {
    client = opened;
    opened.send(message("\"1\"", "1", topic, "phx_join", joinPayload));
  }

  /** Sends an event; returns its ref. */
  final long push(String event, String payload) {
    lastRef++;
    if (client != null) {
      client.send(message("\"1\"", Long.toString(lastRef), topic, event, payload));
    }
    return lastRef;
  }

  /** Has to be sent within the minute that the server waits; the one before must be answered. */
  final void heartbeat() {
    if (client != null) {
      if (heartbeatOpen) {
        tally.lost(1, "no reply to a heartbeat on " + topic);
      }
      heartbeatOpen = true;
      client.send(message("null", HEARTBEAT, "phoenix", "heartbeat", "{}"));
    }
  }

  static String message(String joinRef, String ref, String topic, String event, String payload) {
    return "[%s,\"%s\",\"%s\",\"%s\",%s]".formatted(joinRef, ref, topic, event, payload);
  }

  @Override
  public final void received(Client from, String text) {
    JsonNode message = JSON.readTree(text);
    String event = message.path(3).asString();
    if (!event.equals("phx_reply")) {
      handle(event, message.path(4));
      return;
    }
    String ref = message.path(1).asString();
    if (!message.path(4).path("status").asString().equals("ok")) {
      tally.trouble(topic + ": " + text);
    } else if (ref.equals(HEARTBEAT)) {
      tally.heartbeats++;
      heartbeatOpen = false;
    } else if (ref.equals("1")) {
      joined = true;
      joined();
    } else {
      replied(Long.parseLong(ref));
    }
  }

  /** The join was answered. */
  void joined() {}

  /** A push was answered. */
  void replied(long ref) {}

  /** Something else came. */
  void handle(String event, JsonNode payload) {}

  @Override
  public void closed(Client from, String why) {
    client = null;
    tally.trouble(topic + ": " + why);
  }
}
