package dev.anqa.conformance;

import dev.anqa.Endpoint;
import dev.anqa.inspect.Page;
import dev.anqa.inspect.PageRequest;
import dev.anqa.inspect.SocketFilter;
import dev.anqa.inspect.TopicInfo;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.pubsub.Survey;
import dev.anqa.pubsub.Time;
import dev.anqa.socket.SocketInfo;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.SocketSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
      case "topics" -> answer.put("topics", topics());
      case "subscribers" -> {
        if (Boolean.TRUE.equals(call.get("cluster"))) {
          subscribersOfAllNodes(text(call, "topic"), answer);
        } else {
          answer.put("subscribers", subscribers(text(call, "topic")));
        }
      }
      case "sockets" -> answer.put("sockets", sockets().stream().map(Control::socket).toList());
      case "presence" -> answer.put("presence", presence.list(text(call, "topic")).payload().map());
      case "members" -> answer.put("members", endpoint.inspect().nodes());
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

  private List<String> topics() {
    return all(page -> endpoint.inspect().topics("", page)).stream().map(TopicInfo::topic).toList();
  }

  private List<SocketInfo> sockets() {
    return all(page -> endpoint.inspect().sockets(SocketFilter.all(), page));
  }

  /** What is too much for one answer of a node in production; here the caller wants all of it. */
  private static <T> List<T> all(Function<PageRequest, Page<T>> listing) {
    List<T> all = new ArrayList<>();
    @Nullable String after = null;
    do {
      Page<T> page = listing.apply(new PageRequest(after, PageRequest.MAX_LIMIT));
      all.addAll(page.items());
      after = page.next();
    } while (after != null);
    return all;
  }

  private List<Map<String, @Nullable Object>> subscribers(String topic) {
    return all(page -> endpoint.inspect().subscribers(topic, page)).stream()
        .map(this::subscriber)
        .toList();
  }

  private Map<String, @Nullable Object> subscriber(ChannelSource source) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("node", endpoint.inspect().node());
    row.put("topic", source.topic());
    row.put("socket", source.id());
    row.put("transport", source.client().transport());
    row.put("peer", peer(source.client()));
    return row;
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

  private static Map<String, @Nullable Object> socket(SocketInfo socket) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", socket.id());
    row.put("transport", socket.transport());
    row.put("peer", peer(socket.source()));
    row.put(
        "channels",
        socket.channels().stream()
            .map(channel -> Map.of("topic", channel.topic(), "status", channel.status()))
            .toList());
    return row;
  }

  private static String peer(SocketSource client) {
    return client.peer().getAddress().getHostAddress();
  }

  private static String text(Map<String, Object> call, String name) throws BadCall {
    if (call.get(name) instanceof String text) {
      return text;
    }
    throw new BadCall("\"%s\": %s (expected: a string)".formatted(name, call.get(name)));
  }
}
