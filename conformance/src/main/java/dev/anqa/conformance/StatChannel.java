package dev.anqa.conformance;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;

/** {@code stat}: answers any event with what its route assigned. */
final class StatChannel implements Channel {
  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    return JoinResult.ok();
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
    return HandleResult.ok(socket.assigns().value("fromroute", Object.class));
  }
}
