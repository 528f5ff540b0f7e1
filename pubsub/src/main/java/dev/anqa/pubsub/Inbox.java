package dev.anqa.pubsub;

import java.nio.ByteBuffer;

/**
 * What came to an adapter from other nodes, on its way to the {@link Adapter.Receiver}: what cannot
 * be read and what the receiver throws become events, and what comes behind goes on. Any thread may
 * call; the order of broadcasts is that of the calls.
 */
public final class Inbox {
  private final BroadcastCodec codec;
  private final Adapter.Receiver receiver;

  /** Makes one for what an adapter was started with. */
  public Inbox(BroadcastCodec codec, Adapter.Receiver receiver) {
    this.codec = codec;
    this.receiver = receiver;
  }

  /**
   * Hands on each of the encoded broadcasts that the buffer holds, which may be none; the first
   * malformed one is told with {@link AdapterEvent.MalformedFrame} and ends it.
   *
   * @param from for that event
   * @param frames backed by an array that must not change any more
   */
  public void receive(String from, ByteBuffer frames) {
    while (frames.hasRemaining()) {
      Broadcast broadcast;
      try {
        broadcast = codec.decode(frames);
      } catch (MalformedBroadcastException e) {
        receiver.happened(new AdapterEvent.MalformedFrame(from, String.valueOf(e.getMessage())));
        return;
      }
      deliver(broadcast);
    }
  }

  /** Hands on a broadcast that needed no way. */
  public void deliver(Broadcast broadcast) {
    try {
      receiver.receive(broadcast);
    } catch (RuntimeException e) {
      receiver.happened(new AdapterEvent.ReceiverFailed(broadcast.topic(), e));
    }
  }
}
