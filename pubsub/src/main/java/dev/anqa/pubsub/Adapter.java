package dev.anqa.pubsub;

/**
 * The way to the other nodes; Phoenix's {@code Phoenix.PubSub.Adapter}.
 *
 * <p>An adapter carries broadcasts between nodes and nothing else: subscriptions are looked up
 * where they live. It keeps the order of what one thread sends on one topic to one node. {@code
 * AdapterContract} in the tests of this module says the rest, as code.
 */
public interface Adapter extends AutoCloseable {
  /** What arrives from other nodes goes here; any thread may call, nothing blocks for long. */
  @FunctionalInterface
  interface Receiver {
    /** Delivers a broadcast to the subscribers of this node. */
    void receive(Broadcast broadcast);
  }

  /**
   * Begins to carry; called once, before any send.
   *
   * <p>Does not wait for a cluster or a server: what is away at start may come later, and until
   * then sends return {@link BroadcastResult.Failed}.
   *
   * @throws IllegalStateException if it cannot work at all, such as a port in use
   */
  void start(Receiver receiver);

  /** The name of this node, unique in the cluster and the same from {@link #start} on. */
  String nodeName();

  /** Sends to all other nodes. Waits at most a bounded time, which the implementation states. */
  BroadcastResult broadcast(Broadcast broadcast);

  /**
   * Sends to one node, which may be this one; an unknown node is silently ok, as in Phoenix.
   *
   * @param node a {@link #nodeName()}
   */
  BroadcastResult directBroadcast(String node, Broadcast broadcast);

  /** Stops carrying; further sends fail, nothing more is received. Does nothing a second time. */
  @Override
  void close();
}
