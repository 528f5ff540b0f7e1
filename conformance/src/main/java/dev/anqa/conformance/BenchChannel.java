package dev.anqa.conformance;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Payload;

/** {@code bench:*}: what load generators drive. */
final class BenchChannel implements Channel {
  private final Presence presence;

  BenchChannel(Presence presence) {
    this.presence = presence;
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    return JoinResult.ok();
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    return switch (event) {
      case "echo" -> HandleResult.ok(payload);
      case "broadcast" -> {
        socket.broadcast("broadcast", payload);
        yield HandleResult.noReply();
      }
      case "presence" -> {
        presence.track(socket, String.valueOf(payload.map().get("u")), Payload.empty());
        yield HandleResult.noReply();
      }
      default -> Channel.super.handleIn(event, payload, socket);
    };
  }
}
