package dev.anqa.pubsub;

import java.util.List;

/**
 * The way to the other nodes; Phoenix's {@code Phoenix.PubSub.Adapter}.
 *
 * <p>An adapter carries broadcasts between nodes and nothing else: subscriptions are looked up
 * where they live. What one thread broadcasts arrives at each node in that order, and so does what
 * it sends to one node directly; between the two there is no order. Each arrives at most once; what
 * is under way when a connection breaks may be lost. {@code AdapterContract} in the tests of this
 * module says the rest, as code.
 */
public interface Adapter extends AutoCloseable {
  /** What arrives from other nodes goes here; any thread may call, nothing blocks for long. */
  @FunctionalInterface
  interface Receiver {
    /** Delivers a broadcast to the subscribers of this node. */
    void receive(Broadcast broadcast);

    /** Takes note of what an adapter tells of itself; nothing by default. */
    default void happened(AdapterEvent event) {}
  }

  /**
   * Begins to carry; called once, before any send.
   *
   * <p>May look for other nodes for a bounded time, which the implementation states, but does not
   * need them: what is away at start may come later.
   *
   * @throws IllegalStateException if it cannot work at all, such as a port in use
   */
  void start(Receiver receiver);

  /** The name of this node, unique in the cluster and the same from {@link #start} on. */
  String nodeName();

  /**
   * The names of the nodes that are in the cluster as far as this node knows, itself included, each
   * once; may be a moment old, and is empty when this is not running. Answered from memory.
   */
  List<String> members();

  /**
   * Sends to all other nodes, and never waits for them or the network.
   *
   * @return {@link BroadcastResult.Failed} if nobody shall get it, here or elsewhere: the adapter
   *     is closed, its queue is full, or the broadcast is over a limit; {@link
   *     BroadcastResult.LocalOnly} if other nodes cannot be reached now
   */
  BroadcastResult broadcast(Broadcast broadcast);

  /**
   * Sends to one node, which may be this one; an unknown node is silently ok, as in Phoenix.
   *
   * @param node a {@link #nodeName()}
   * @return never {@link BroadcastResult.LocalOnly}
   */
  BroadcastResult directBroadcast(String node, Broadcast broadcast);

  /** Stops carrying; further sends fail, nothing more is received. Does nothing a second time. */
  @Override
  void close();
}
