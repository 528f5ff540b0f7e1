package dev.anqa.inspect;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of the admin interface that change something, on this node. */
final class AdminActions {
  /** What there is. */
  static final List<String> NAMES = List.of("broadcast", "disconnect", "kick", "options");

  /** Those that are about one node. */
  private static final List<String> OF_ONE_NODE = List.of("disconnect", "kick", "options");

  private final Inspected inspected;
  private final String node;

  AdminActions(Inspector inspector) {
    this.inspected = inspector.inspected();
    this.node = inspector.node();
  }

  /** The node that is meant, if it is another one; else null. */
  @Nullable String otherNode(String name, Map<String, ?> body) {
    return OF_ONE_NODE.contains(name)
            && body.get("node") instanceof String other
            && !other.equals(node)
        ? other
        : null;
  }

  /**
   * Does it.
   *
   * @throws BadCallException if it is not known, or a parameter does not fit
   */
  Map<String, @Nullable Object> run(String name, Map<String, ?> body) throws BadCallException {
    return switch (name) {
      case "broadcast" -> broadcast(body);
      case "disconnect" -> disconnect(body);
      case "kick" -> kick(body);
      case "options" -> change(body);
      default ->
          throw new BadCallException(
              404, "\"%s\" (expected: %s)".formatted(name, String.join(", ", NAMES)));
    };
  }

  private Map<String, @Nullable Object> broadcast(Map<String, ?> body) throws BadCallException {
    CallParams params = new CallParams(body, List.of("topic", "event", "payload", "local"));
    String topic = params.required("topic");
    String event = params.required("event");
    Object payload = Objects.requireNonNullElse(params.any("payload"), Map.of());
    PubSub pubsub = inspected.pubsub();
    try {
      Broadcast broadcast = new Broadcast(topic, event, Payload.of(payload, inspected.json()));
      return result(
          params.flag("local") ? pubsub.localBroadcast(broadcast) : pubsub.broadcast(broadcast));
    } catch (IllegalArgumentException e) {
      throw new BadCallException("payload: " + e.getMessage());
    }
  }

  private Map<String, @Nullable Object> disconnect(Map<String, ?> body) throws BadCallException {
    CallParams params = new CallParams(body, List.of("id", "connection", "node"));
    Long connection = params.number("connection", 1, Long.MAX_VALUE);
    if (connection == null) {
      String id = params.required("id");
      return result(inspected.pubsub().broadcast(new Broadcast(id, "disconnect", Payload.empty())));
    }
    requireHere(params);
    if (!inspected.sessions().disconnect(connection)) {
      throw new BadCallException(404, "connection %d is not on %s".formatted(connection, node));
    }
    return result(BroadcastResult.ok());
  }

  private Map<String, @Nullable Object> kick(Map<String, ?> body) throws BadCallException {
    CallParams params = new CallParams(body, List.of("connection", "topic", "node"));
    Long connection = params.number("connection", 1, Long.MAX_VALUE);
    String topic = params.required("topic");
    if (connection == null) {
      throw new BadCallException("connection: missing (expected: the number of a connection)");
    }
    requireHere(params);
    if (!inspected.sessions().kick(connection, topic)) {
      throw new BadCallException(
          404, "connection %d on %s has not joined \"%s\"".formatted(connection, node, topic));
    }
    return result(BroadcastResult.ok());
  }

  private Map<String, @Nullable Object> change(Map<String, ?> body) throws BadCallException {
    CallParams params = new CallParams(body, List.of("name", "value", "node"));
    String name = params.required("name");
    Object value = params.any("value");
    requireHere(params);
    Setting setting =
        inspected.settings().get().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new BadCallException(
                    404, "name: \"%s\" (expected: one of GET options)".formatted(name)));
    if (value == null) {
      throw new BadCallException("value: null (expected: a text or a number)");
    }
    try {
      setting.change(value.toString());
    } catch (IllegalArgumentException e) {
      throw new BadCallException(String.valueOf(e.getMessage()));
    }
    return result(BroadcastResult.ok());
  }

  /** Connections of other nodes have the same numbers. */
  private void requireHere(CallParams params) throws BadCallException {
    String wanted = params.text("node");
    if (wanted != null && !wanted.equals(node)) {
      throw new BadCallException("node: \"%s\" (expected: \"%s\")".formatted(wanted, node));
    }
  }

  private static Map<String, @Nullable Object> result(BroadcastResult result) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    switch (result) {
      case BroadcastResult.Ok _ -> answer.put("result", "ok");
      case BroadcastResult.LocalOnly(String reason) -> {
        answer.put("result", "local_only");
        answer.put("reason", reason);
      }
      case BroadcastResult.Failed(String reason) -> {
        answer.put("result", "failed");
        answer.put("reason", reason);
      }
    }
    return answer;
  }
}
