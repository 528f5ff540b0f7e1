package dev.anqa.channel;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import java.util.concurrent.CompletableFuture;

/** Everything that can arrive in a channel's mailbox. */
sealed interface Signal {
  /** The first: asks the channel whether the client may join. */
  record Join(Payload params) implements Signal {}

  /** The client was told that it is in, and the channel is subscribed to its topic. */
  record Confirmed() implements Signal {}

  /** From the client, through its socket. */
  record In(Message.Routed message) implements Signal {}

  /** From the bus, for an event the channel intercepts. */
  record Out(Broadcast broadcast) implements Signal {}

  /** From the channel itself, from other code, or from a further topic. */
  record Info(Object message) implements Signal {}

  /** The client leaves. */
  record Leave(Ref ref) implements Signal {}

  /** Somebody looks into the node and wants to see the channel's state. */
  record Inspect(CompletableFuture<ChannelState> answer) implements Signal {}

  /** The end; nothing is handled after it. */
  record Stop(StopReason reason) implements Signal {}
}
