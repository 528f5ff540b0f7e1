package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client that stays connected to one node and present on a topic: it keeps what it is told, and
 * works out who is present from state and diffs as phoenix.js does.
 */
final class Visitor implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(10);

  final String user;
  final LabNode node;
  private final String topic;
  private final WsClient socket;
  private int refs;

  // Touched by the test and the thread that reads, one at a time.
  private final Set<String> answered = new HashSet<>();
  private final List<String> told = new ArrayList<>();
  private final Map<String, JsonNode> metas = new LinkedHashMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private @Nullable List<JsonNode> early = new ArrayList<>();
  private @Nullable String end;

  /** Connects, joins a topic of {@code pres:*} and awaits who is present. */
  Visitor(LabNode node, String topic, String user) {
    this.user = user;
    this.node = node;
    this.topic = topic;
    this.socket =
        WsClient.connect(
            node.address(), HttpRequest.handshake("/bench/websocket?vsn=" + Vsn.V2.number()));
    Thread.ofVirtual().name("visitor-" + user).start(this::read);
    request("1", topic, "phx_join", "{\"u\":" + Json.quoted(user) + "}");
    await().atMost(SOON).until(this::hasState);
  }

  private void read() {
    try {
      while (true) {
        WsFrame frame = socket.next(Duration.ofHours(1));
        if (frame.opcode() == WsFrame.CLOSE) {
          ended("close " + frame.closeCode());
          return;
        }
        handle(Json.parse(frame.text()));
      }
    } catch (AssertionError | RuntimeException e) {
      ended(e.toString());
    }
  }

  private synchronized void ended(String why) {
    end = why;
  }

  private synchronized void handle(JsonNode frame) {
    JsonNode payload = frame.path(4);
    switch (frame.path(3).asString()) {
      case "phx_reply" -> {
        if (payload.path("status").asString().equals("ok")) {
          answered.add(frame.path(1).asString());
        } else {
          told.add(frame.toString());
        }
      }
      case "presence_state" -> {
        payload.forEachEntry(this::join);
        List<JsonNode> before = early;
        early = null;
        if (before != null) {
          before.forEach(this::apply);
        }
      }
      case "presence_diff" -> {
        if (early != null) {
          early.add(payload);
        } else {
          apply(payload);
        }
      }
      default -> told.add(frame.path(3).asString() + " " + payload);
    }
  }

  private void apply(JsonNode diff) {
    diff.path("joins").forEachEntry(this::join);
    diff.path("leaves")
        .forEachEntry((_, entry) ->
            entry.path("metas").forEach(meta -> metas.remove(meta.path("phx_ref").asString())));
  }

  private void join(String key, JsonNode entry) {
    for (JsonNode meta : entry.path("metas")) {
      metas.put(meta.path("phx_ref").asString(), meta);
      keys.put(meta.path("phx_ref").asString(), key);
    }
  }

  private synchronized boolean hasState() {
    if (end != null) {
      throw new AssertionError(user + " at " + node.name + ": " + end);
    }
    return early == null;
  }

  /** Sends a message and awaits its reply, which must be ok. */
  void request(String topicName, String event, String payload) {
    request(topicName.equals("phoenix") ? "null" : "1", topicName, event, payload);
  }

  private void request(String joinRef, String topicName, String event, String payload) {
    String ref = Integer.toString(++refs);
    socket.sendText(
        "[%s,\"%s\",%s,\"%s\",%s]"
            .formatted(
                joinRef.equals("null") ? joinRef : Json.quoted(joinRef),
                ref,
                Json.quoted(topicName),
                event,
                payload));
    await().atMost(SOON).until(() -> isAnswered(ref));
  }

  private synchronized boolean isAnswered(String ref) {
    if (end != null) {
      throw new AssertionError(user + " at " + node.name + ": " + end);
    }
    return answered.contains(ref);
  }

  /** Changes its meta. */
  void update(int away) {
    request(topic, "upd", "{\"a\":" + away + "}");
  }

  /** Is no more present, and stays connected. */
  void untrack() {
    request(topic, "untrack", "{}");
  }

  /** Joins a topic of {@code room:*}, too. */
  void enter(String room) {
    request(room, "phx_join", "{}");
  }

  /** Who is present, as this client was told; see {@link LabNode#present}. */
  synchronized Map<String, String> present() {
    Map<String, List<JsonNode>> byKey = new TreeMap<>();
    metas.forEach(
        (ref, meta) -> byKey.computeIfAbsent(keys.get(ref), _ -> new ArrayList<>()).add(meta));
    return byKey.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, each -> describe(each.getValue()), (a, _) -> a, TreeMap::new));
  }

  /** Metas as one line, whatever their order and refs are. */
  static String describe(Iterable<JsonNode> metas) {
    List<String> lines = new ArrayList<>();
    metas.forEach(meta -> lines.add("away " + meta.path("away").toString()));
    lines.sort(null);
    return String.join(", ", lines);
  }

  /** What it was told besides replies and presence, in order, and how its connection ended. */
  synchronized List<String> told() {
    List<String> all = new ArrayList<>(told);
    if (end != null) {
      all.add(end);
    }
    return all;
  }

  /** Takes what it was told so far, as {@link #told}. */
  synchronized List<String> takeTold() {
    List<String> all = told();
    told.clear();
    return all;
  }

  /** Has not been told anything but replies and presence, and is connected. */
  void assertUndisturbed() {
    assertThat(told()).as("what %s at %s was told", user, node.name).isEmpty();
  }

  /** Keeps its connection from being idle for too long. */
  void heartbeat() {
    request("phoenix", "heartbeat", "{}");
  }

  @Override
  public void close() {
    socket.close();
  }

  @Override
  public String toString() {
    return user + " at " + node.name;
  }
}
