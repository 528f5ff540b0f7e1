package dev.anqa.channel;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Message;
import dev.anqa.telemetry.TraceEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a channel tells those who trace; to be called while somebody does. */
final class ChannelTrace {
  private final ChannelServer server;
  private final ChannelContext context;

  ChannelTrace(ChannelServer server, ChannelContext context) {
    this.server = server;
    this.context = context;
  }

  void joined(Payload params, String status, Object reply, Duration duration) {
    Payload payload = Payload.of(reply, context.json());
    tell(new TraceEvent.Joined(server.source(), params, status, payload, duration));
  }

  void left() {
    tell(new TraceEvent.Left(server.source()));
  }

  void handledOut(Broadcast broadcast, Duration duration) {
    Payload payload = broadcast.payload().with(context.json());
    tell(new TraceEvent.HandledOut(server.source(), broadcast.event(), payload, duration));
  }

  void pushed(String event, Payload payload) {
    tell(new TraceEvent.Pushed(server.source(), event, payload));
  }

  void replied(String status, Payload payload) {
    tell(new TraceEvent.Replied(server.source(), status, payload));
  }

  /**
   * A message was handled.
   *
   * @param result null where the application's mistake is still to be found out
   */
  void handledIn(Message.Routed message, @Nullable HandleResult result, Duration duration) {
    String status = "noreply";
    Object reply = null;
    switch (result) {
      case HandleResult.Replied it -> {
        status = it.status();
        reply = it.payload();
      }
      case HandleResult.Stopped it -> {
        status = "stop";
        reply = it.reply() == null ? null : it.reply().payload();
      }
      case HandleResult.NoReply _ -> {}
      case null -> {
        return;
      }
    }
    Payload payload = reply == null ? null : Payload.of(reply, context.json());
    tell(
        new TraceEvent.HandledIn(
            server.source(), message.event(), message.payload(), status, payload, duration));
  }

  private void tell(TraceEvent event) {
    context.telemetry().trace(event);
  }
}
