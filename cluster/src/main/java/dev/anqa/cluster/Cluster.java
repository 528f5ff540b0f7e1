package dev.anqa.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastCodec;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Inbox;
import dev.anqa.pubsub.Outbox;
import java.nio.ByteBuffer;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.util.ExtendedUUID;
import org.jspecify.annotations.Nullable;

/**
 * The way to other nodes that needs no server: each node talks to each over TCP, by JGroups.
 *
 * <pre>{@code
 * PubSub.builder().adapter(Cluster.jgroups().peers("10.0.0.5:7800", "10.0.0.6:7800").tls(…).build())
 * }</pre>
 *
 * <p>A broadcast is encoded on the calling thread, which then goes on: a thread of the cluster's
 * own sends, and it alone waits when a node takes less than is sent. What the nodes of one group
 * send arrives exactly once and in order; what is sent while a node is cut off from the others does
 * not arrive later. {@link #start} looks for others as long as {@link ClusterBuilder#joinTimeout}
 * says.
 *
 * <p>Ports {@code Phoenix.PubSub.PG2}. Differs in: nodes find each other; there is one sender for
 * each node and no pool, because what it would spread, encoding and dispatch, is done elsewhere.
 */
public final class Cluster implements Adapter {
  /** The key under which a node's address holds its name, so that a name is known with it. */
  private static final String NAME = "n";

  private final ClusterBuilder options;
  private final BroadcastCodec codec;

  /** Null before the start and after the end. Set by whoever starts and ends it. */
  private volatile @Nullable Running running;

  private record Running(JChannel channel, Members members, Inbox inbox, Outbox outbox) {}

  Cluster(ClusterBuilder options) {
    this.options = options;
    this.codec = new BroadcastCodec(options.maxPayloadBytes);
  }

  /** Begins to describe a node of a cluster. */
  public static ClusterBuilder jgroups() {
    return new ClusterBuilder();
  }

  @Override
  public String nodeName() {
    return options.nodeName;
  }

  /** The names of all nodes, this one included, the oldest first; none when it is not running. */
  @Override
  public List<String> members() {
    Running now = running;
    return now == null ? List.of() : now.members.names();
  }

  @Override
  public void start(Receiver receiver) {
    if (running != null) {
      throw new IllegalStateException("The cluster is started already; build one for each PubSub.");
    }
    Inbox inbox = new Inbox(codec, receiver);
    Members members = new Members(options.nodeName, receiver);
    JChannel channel = channel(receiver);
    channel.setReceiver(new Incoming(inbox, members));
    try {
      channel.connect(options.name);
    } catch (Exception e) { // What connect declares.
      channel.close();
      throw new IllegalStateException(
          "Cannot join the cluster %s at %s: %s".formatted(options.name, at(), rootOf(e)), e);
    }
    Outbox outbox =
        new Outbox(
            "anqa-cluster-" + options.nodeName + "-send",
            options.maxQueuedBroadcasts,
            options.maxQueuedBytes,
            (node, frames) -> send(channel, members, node, frames),
            receiver::happened);
    running = new Running(channel, members, inbox, outbox);
    receiver.happened(new AdapterEvent.Connected("cluster " + options.name + " at " + at()));
  }

  /** For tests, which cut its wires; null when it is not running. */
  @Nullable JChannel channel() {
    Running now = running;
    return now == null ? null : now.channel;
  }

  private JChannel channel(Receiver receiver) {
    try {
      JChannel channel =
          new JChannel(
              Stack.of(
                  options,
                  (from, reason) ->
                      receiver.happened(new AdapterEvent.MalformedFrame(from, reason))));
      channel.setName(options.nodeName);
      channel.addAddressGenerator(() ->
          ExtendedUUID.randomUUID(options.nodeName).put(NAME, options.nodeName.getBytes(UTF_8)));
      return channel;
    } catch (Exception e) { // What the constructor declares.
      throw new IllegalStateException("Cannot put JGroups together: " + rootOf(e), e);
    }
  }

  private String at() {
    return options.bindAddress().getHostAddress() + ":" + options.port;
  }

  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  static String nameOf(Address address) {
    byte[] name = address instanceof ExtendedUUID known ? known.get(NAME) : null;
    return name == null ? address.toString() : new String(name, UTF_8);
  }

  /** What JGroups calls: views one at a time, messages of one sender one at a time. */
  private record Incoming(Inbox inbox, Members members) implements org.jgroups.Receiver {
    @Override
    public void receive(Message message) {
      if (message.hasArray()) {
        inbox.receive(
            nameOf(message.getSrc()),
            ByteBuffer.wrap(message.getArray(), message.getOffset(), message.getLength()));
      }
    }

    @Override
    public void viewAccepted(View view) {
      members.changeTo(view);
    }
  }

  /** On the outbox's thread, which waits here for flow control. */
  private static void send(JChannel channel, Members members, @Nullable String node, byte[] frames)
      throws Exception {
    Address to = node == null ? null : members.address(node);
    if (node == null || to != null) { // Who left meanwhile gets nothing.
      channel.send(new BytesMessage(to, frames).setFlag(Message.TransientFlag.DONT_LOOPBACK));
    }
  }

  @Override
  public BroadcastResult broadcast(Broadcast broadcast) {
    Running now = running;
    return now == null ? stopped() : offer(now, null, broadcast);
  }

  @Override
  public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
    Running now = running;
    if (now == null) {
      return stopped();
    }
    if (node.equals(options.nodeName)) {
      now.inbox.deliver(broadcast);
      return BroadcastResult.ok();
    }
    return now.members.address(node) == null ? BroadcastResult.ok() : offer(now, node, broadcast);
  }

  private BroadcastResult offer(Running now, @Nullable String node, Broadcast broadcast) {
    byte[] frame;
    try {
      frame = codec.encode(broadcast);
    } catch (IllegalArgumentException e) {
      return BroadcastResult.failed(String.valueOf(e.getMessage()));
    }
    return now.outbox.offer(node, frame);
  }

  private static BroadcastResult stopped() {
    return BroadcastResult.failed("the cluster is not running");
  }

  /**
   * Sends what waits, lets it arrive, and tells the others that this node leaves; waits for at most
   * 2 s each.
   */
  @Override
  public void close() {
    Running now = running;
    running = null;
    if (now != null) {
      now.outbox.close();
      awaitDelivery(now.channel);
      now.channel.close();
    }
  }

  /** JGroups does not: the others drop what they have of a node from the moment it has left. */
  private static void awaitDelivery(JChannel channel) {
    try {
      channel.send(
          new EmptyMessage()
              .setFlag(Message.Flag.RSVP)
              .setFlag(Message.TransientFlag.DONT_LOOPBACK));
    } catch (Exception e) {
      // Not connected any more: there is nobody who could have it.
    }
  }
}
