package dev.anqa.conformance;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.presence.Presence;
import dev.anqa.presence.Present;
import dev.anqa.presence.TrackResult;
import dev.anqa.presence.UpdateResult;
import dev.anqa.pubsub.Payload;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pres:*}: whoever joins is present under the name that they came with. */
final class PresenceChannel implements Channel {
  /** What the channel tells itself. */
  private enum Own {
    AFTER_JOIN
  }

  private static final Map<String, Integer> META = Map.of("at", 1);

  private final Presence presence;

  /** The key of its presence. */
  private String user = "";

  PresenceChannel(Presence presence) {
    this.presence = presence;
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    user = String.valueOf(params.map().get("u"));
    socket.sendSelf(Own.AFTER_JOIN);
    return JoinResult.ok();
  }

  @Override
  public void handleInfo(Object message, ChannelSocket socket) {
    switch (message) {
      case Own.AFTER_JOIN -> {
        presence.track(socket, user, META);
        presence.pushState(socket);
      }
      default -> socket.unhandled(message);
    }
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    return switch (event) {
      case "upd" -> {
        Object away = payload.map().get("a");
        presence.update(
            socket,
            user,
            meta -> {
              Map<String, Object> changed = new LinkedHashMap<>(meta.payload().map());
              changed.put("away", away);
              return changed;
            });
        yield HandleResult.ok();
      }
      case "again" -> result(presence.track(socket, user, META));
      case "untrack" -> {
        presence.untrack(socket, user);
        yield result("ok");
      }
      case "updnone" -> result(presence.update(socket, "nobody", META));
      case "key" -> {
        String key = String.valueOf(payload.map().get("k"));
        String entry =
            presence
                .getByKey(socket.topic(), key)
                .map(Present::payload)
                .map(Payload::text)
                .orElse("[]"); // As Phoenix's get_by_key.
        yield HandleResult.ok(Payload.json("{\"r\":" + entry + "}"));
      }
      default -> Channel.super.handleIn(event, payload, socket);
    };
  }

  private static HandleResult result(TrackResult result) {
    return result(
        switch (result) {
          case TrackResult.Tracked _ -> "ok";
          case TrackResult.AlreadyTracked _ -> "already_tracked";
        });
  }

  private static HandleResult result(UpdateResult result) {
    return result(
        switch (result) {
          case UpdateResult.Updated _ -> "ok";
          case UpdateResult.NoPresence _ -> "nopresence";
        });
  }

  private static HandleResult result(String result) {
    return HandleResult.ok(Map.of("r", result));
  }
}
