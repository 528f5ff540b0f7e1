package dev.anqa.socket;

import dev.anqa.channel.ChannelServer;
import dev.anqa.pubsub.Subscription;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One topic of a connection, from the join to the end. Touched on the connection's thread only. */
final class Membership {
  enum Status {
    /** The channel was asked, or waits for its predecessor's end to be asked. */
    JOINING,
    JOINED,
    /** The client left, and the channel has not said goodbye yet. */
    LEAVING
  }

  final ChannelServer channel;

  /** The membership that this one's join put an end to; null if the topic was, or now is, free. */
  @Nullable Membership predecessor;

  /** Asks the channel, once the predecessor has ended; null if it was asked already. */
  @Nullable Runnable start;

  /** Read by introspection, too. */
  volatile Status status = Status.JOINING;

  /** Whether the end of the connection waits for the channel's answers. */
  boolean awaited;

  /** Null until the client is in. */
  @Nullable Subscription subscription;

  /** What came while joining, to be looked at afterwards; null while there is nothing. */
  private @Nullable ArrayDeque<Message.Routed> waiting;

  Membership(ChannelServer channel, @Nullable Membership predecessor) {
    this.channel = channel;
    this.predecessor = predecessor;
  }

  /** Whether a message with this join ref is meant for this incarnation. */
  boolean isCurrent(Ref joinRef) {
    return joinRef.isNull() || joinRef.equals(channel.spec().sentJoinRef());
  }

  /** Keeps a message until the join is decided; false if as many as the mailbox holds wait. */
  boolean keep(Message.Routed message) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
    }
    return waiting.size() < channel.spec().mailbox().cap().enforced() && waiting.add(message);
  }

  /** Hands out what waited, the oldest first; null when there is no more. */
  Message.@Nullable Routed nextWaiting() {
    return waiting == null ? null : waiting.poll();
  }

  /** Asks the channel whether the client may join, if that is still to be done. */
  void begin() {
    Runnable asked = start;
    if (asked != null) {
      start = null;
      asked.run();
    }
  }

  void unsubscribe() {
    if (subscription != null) {
      subscription.close();
    }
  }
}
