package dev.anqa.testkit;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A channel that does something of each kind. */
final class Room implements Channel {
  /** A record as an application has them. */
  record Chat(String body, int stars) {}

  /** What {@code terminate} saw, of all rooms. */
  static final class Ends {
    final List<String> reasons = new ArrayList<>();
  }

  private final Ends ends;

  Room(Ends ends) {
    this.ends = ends;
  }

  /** Accepts everybody who brings a token, which may be {@code "none"}. */
  static SocketHandler socket(Ends ends) {
    return SocketHandler.connecting(
            "UserSocket",
            request ->
                switch (request.params().string("token")) {
                  case null -> ConnectResult.refused("no token");
                  case "bad" -> ConnectResult.refused();
                  case "boom" -> throw new IllegalStateException("no database");
                  case String token -> ConnectResult.ok(Map.of("user", token)).id("users:" + token);
                })
        .channel("room:*", () -> new Room(ends), Map.of("kind", "room"));
  }

  static TestEndpointBuilder endpoint(Ends ends) {
    return TestEndpoint.builder().socket(socket(ends)).timeout(Duration.ZERO);
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    return switch (topic) {
      case "room:private" -> JoinResult.refused("members only");
      case "room:broken" -> throw new IllegalStateException("no room");
      case "room:greeting" -> {
        socket.sendSelf("greet");
        yield JoinResult.ok(Map.of("seen", 3));
      }
      case "room:brief" -> {
        socket.stop(StopReason.normal());
        socket.sendSelf("stop");
        yield JoinResult.ok();
      }
      default -> JoinResult.ok(params);
    };
  }

  @Override
  public Set<String> intercepts() {
    return Set.of("secret");
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
    return switch (event) {
      case "echo" -> HandleResult.ok(payload);
      case "refuse" -> HandleResult.error(Map.of("reason", "no"));
      case "whisper" -> {
        socket.push("whisper", payload);
        yield HandleResult.noReply();
      }
      case "tell" -> {
        socket.broadcast("told", payload);
        yield HandleResult.noReply();
      }
      case "tell_and_answer" -> {
        socket.broadcast("told", payload);
        yield HandleResult.ok();
      }
      case "tell_others" -> {
        socket.broadcastFrom("told", payload);
        yield HandleResult.noReply();
      }
      case "later" -> {
        socket.sendSelfAfter(Duration.ofSeconds(30), "later");
        yield HandleResult.noReply();
      }
      case "listen" -> {
        socket.subscribe("news");
        yield HandleResult.ok();
      }
      case "stop" -> HandleResult.stop(StopReason.shutdown(), "ok", Map.of("bye", true));
      default -> throw new IllegalStateException("unknown event " + event);
    };
  }

  @Override
  public void handleOut(String event, Payload payload, ChannelSocket socket) {
    socket.push(event, Map.of("hidden", true));
  }

  @Override
  public void handleInfo(Object message, ChannelSocket socket) {
    switch (message) {
      case String text when text.equals("stop") -> socket.stop(StopReason.normal());
      case String text when text.equals("again") -> socket.sendSelf("again");
      case Broadcast(String topic, String event, Payload payload) ->
          socket.push("heard", Map.of("topic", topic, "event", event));
      default -> socket.push("info", Map.of("message", message.toString()));
    }
  }

  @Override
  public void terminate(StopReason reason, ChannelSocket socket) {
    ends.reasons.add(reason.label());
  }
}
