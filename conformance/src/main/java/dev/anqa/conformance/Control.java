package dev.anqa.conformance;

import dev.anqa.Endpoint;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.pubsub.Survey;
import dev.anqa.pubsub.Time;
import dev.anqa.socket.SocketInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls that tests steer the Lab with; {@code POST /lab/control}. */
final class Control {
  /** What a caller got wrong. */
  static final class BadCall extends Exception {
    BadCall(String message) {
      super(message);
    }
  }

  /** How long other nodes may take to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Endpoint endpoint;
  private final Presence presence;
  private final Runnable drain;
  private final Survey survey;

  Control(Endpoint endpoint, Presence presence, Time time, Runnable drain) {
    this.endpoint = endpoint;
    this.presence = presence;
    this.drain = drain;
    this.survey = Survey.start(endpoint.pubsub(), time, "lab-subscribers", this::answer);
  }

  Json json() {
    return endpoint.json();
  }

  /**
   * Does what the body says.
   *
   * @throws BadCall if it says nothing that can be done
   */
  Map<String, Object> call(Payload body) throws BadCall {
    Map<String, Object> call;
    try {
      call = body.with(endpoint.json()).map();
    } catch (PayloadException e) {
      throw new BadCall("bad JSON: " + e.getMessage());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ok", true);
    switch (String.valueOf(call.get("do"))) {
      case "broadcast" -> broadcast(call);
      case "disconnect" -> endpoint.disconnect(text(call, "id"));
      case "kill" -> {
        if (!endpoint.sessions().kill(text(call, "topic"))) {
          throw new BadCall("nobody has joined \"%s\"".formatted(call.get("topic")));
        }
      }
      case "topics" -> answer.put("topics", endpoint.pubsub().topics());
      case "subscribers" -> {
        if (Boolean.TRUE.equals(call.get("cluster"))) {
          subscribersOfAllNodes(text(call, "topic"), answer);
        } else {
          answer.put("subscribers", subscribers(text(call, "topic")));
        }
      }
      case "sockets" ->
          answer.put("sockets", endpoint.sessions().sockets().stream().map(this::socket).toList());
      case "presence" -> answer.put("presence", presence.list(text(call, "topic")).payload().map());
      case "members" -> answer.put("members", endpoint.pubsub().members());
      case "drain" -> drain.run();
      default -> throw new BadCall("unknown or missing \"do\": " + call.get("do"));
    }
    return answer;
  }

  private void broadcast(Map<String, Object> call) throws BadCall {
    String topic = text(call, "topic");
    String event = text(call, "event");
    Object payload = Objects.requireNonNullElse(call.get("payload"), Map.of());
    try {
      if (Boolean.TRUE.equals(call.get("local"))) {
        endpoint.localBroadcast(topic, event, payload);
      } else {
        endpoint.broadcast(topic, event, payload);
      }
    } catch (IllegalArgumentException e) {
      throw new BadCall(String.valueOf(e.getMessage()));
    }
  }

  private List<Map<String, @Nullable Object>> subscribers(String topic) {
    return endpoint.sessions().sockets().stream()
        .filter(
            socket -> socket.channels().stream().anyMatch(channel -> channel.topic().equals(topic)))
        .map(socket -> {
          Map<String, @Nullable Object> row = new LinkedHashMap<>();
          row.put("node", endpoint.pubsub().nodeName());
          row.put("topic", topic);
          row.put("socket", socket.id());
          row.put("transport", socket.transport());
          row.put("peer", peer(socket));
          return row;
        })
        .toList();
  }

  private void subscribersOfAllNodes(String topic, Map<String, Object> answer) {
    Survey.Answers answers = survey.ask(Payload.of(topic, json()), PATIENCE).join();
    answer.put(
        "subscribers",
        answers.byNode().values().stream()
            .flatMap(rows -> Stream.of(rows.as(json(), Map[].class)))
            .toList());
    answer.put("unanswered", List.copyOf(answers.unanswered().keySet()));
  }

  /** What this node answers to the question above. */
  private Payload answer(Payload topic) {
    return Payload.of(subscribers(topic.as(json(), String.class)), json());
  }

  private Map<String, @Nullable Object> socket(SocketInfo socket) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", socket.id());
    row.put("transport", socket.transport());
    row.put("peer", peer(socket));
    row.put(
        "channels",
        socket.channels().stream()
            .map(channel -> Map.of("topic", channel.topic(), "status", channel.status()))
            .toList());
    return row;
  }

  private static String peer(SocketInfo socket) {
    return socket.peer().getAddress().getHostAddress();
  }

  private static String text(Map<String, Object> call, String name) throws BadCall {
    if (call.get(name) instanceof String text) {
      return text;
    }
    throw new BadCall("\"%s\": %s (expected: a string)".formatted(name, call.get(name)));
  }
}
