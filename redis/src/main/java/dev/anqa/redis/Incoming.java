package dev.anqa.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Inbox;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** What comes out of Redis, on the thread that reads it: sorts it, and believes none of it. */
final class Incoming {
  private final long own;
  private final Inbox inbox;
  private final Peers peers;
  private final Adapter.Receiver receiver;
  private final LongSupplier nanos;

  /**
   * Makes one.
   *
   * @param own the number of this node, whose broadcasts come back from Redis and are left out
   */
  Incoming(long own, Inbox inbox, Peers peers, Adapter.Receiver receiver, LongSupplier nanos) {
    this.own = own;
    this.inbox = inbox;
    this.peers = peers;
    this.receiver = receiver;
    this.nanos = nanos;
  }

  /**
   * Takes one message, which must not change any more.
   *
   * @param echoed gets the number of the link when a hello of this node came back
   */
  void receive(byte[] channel, byte[] message, IntConsumer echoed) {
    Envelope envelope;
    try {
      envelope = Envelope.read(message);
    } catch (Envelope.MalformedException e) {
      receiver.happened(
          new AdapterEvent.MalformedFrame(
              "channel " + new String(channel, UTF_8), String.valueOf(e.getMessage())));
      return;
    }
    if (envelope.origin().node() == own) {
      if (envelope instanceof Envelope.Hello hello) {
        echoed.accept(hello.origin().link());
      }
      return;
    }
    switch (envelope) {
      case Envelope.Frames it -> {
        String sender = peers.sender(it.origin());
        if (sender != null) {
          inbox.receive(sender, it.frames());
        }
      }
      case Envelope.Hello it -> tell(peers.hello(it, nanos.getAsLong()));
      case Envelope.Bye it -> tell(peers.bye(it));
    }
  }

  /** Gives up the nodes that have been silent for too long. */
  void expire() {
    tell(peers.expire(nanos.getAsLong()));
  }

  private void tell(List<AdapterEvent> news) {
    news.forEach(receiver::happened);
  }
}
