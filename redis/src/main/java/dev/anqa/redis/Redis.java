package dev.anqa.redis;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastCodec;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Inbox;
import dev.anqa.pubsub.Outbox;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to other nodes through Redis, by its PUBLISH and SUBSCRIBE; for nodes that cannot reach
 * each other, or where Redis is there anyway.
 *
 * <pre>{@code
 * PubSub.builder().adapter(Redis.at("rediss://user:password@redis.internal:6379").build())
 * }</pre>
 *
 * <p>A broadcast is encoded on the calling thread, which then goes on: a thread of the adapter's
 * own publishes, and it alone waits for Redis. What one node sends arrives once and in order.
 *
 * <p>While Redis is away, be it at the start or later, {@link #broadcast} answers {@link
 * BroadcastResult.LocalOnly}, {@link #directBroadcast} fails, and this node serves its own
 * subscribers; it tries again by itself. {@link dev.anqa.pubsub.AdapterEvent.Disconnected} tells
 * the beginning, once, {@link dev.anqa.pubsub.AdapterEvent.Connected} the end. What was under way
 * when it began may be lost, and is told as such where the sender knows it; nothing is sent later.
 *
 * <p>Redis does not know who listens, so each node says now and then that it is there: what {@link
 * #members} knows.
 *
 * <p>Whoever may publish to the channels {@code anqa:NAME} and {@code anqa:NAME:node:*} speaks to
 * all clients; give Redis users and TLS.
 *
 * <p>Ports {@code Phoenix.PubSub.Redis}. Differs in: broadcasts go on within this node while Redis
 * is away; a direct broadcast has a channel of its own, instead of being thrown away by all others;
 * what travels is a form with bounds, not Erlang terms; there is one connection for sending, which
 * keeps the order, and no pool.
 */
public final class Redis implements Adapter {
  private final RedisBuilder options;
  private final BroadcastCodec codec;
  private final SecureRandom random = new SecureRandom();
  private final LongSupplier nanos = System::nanoTime;

  /** Null before the start and after the end. Set by whoever starts and ends it. */
  private volatile @Nullable Running running;

  private record Running(Inbox inbox, Peers peers, LinkKeeper keeper, Outbox outbox) {}

  Redis(RedisBuilder options) {
    this.options = options;
    this.codec = new BroadcastCodec(options.maxPayloadBytes);
  }

  /**
   * Begins to describe a node whose Redis is at a URL, as Lettuce understands it:
   *
   * <ul>
   *   <li>{@code redis://user:password@host:port}; {@code rediss://…} with TLS,
   *   <li>{@code redis-sentinel://password@host:port,host:port#name}: the master of that name,
   *       again after a failover; the password is the master's,
   *   <li>{@code redis://host:port,host:port}: nodes of a Redis Cluster. The first that answers is
   *       used, as any of them passes on to all others what is published.
   * </ul>
   *
   * A number of a database means nothing to it, and a {@code timeout} in it is not used.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static RedisBuilder at(String url) {
    return new RedisBuilder(url);
  }

  @Override
  public String nodeName() {
    return options.nodeName;
  }

  /**
   * The names of all nodes whose word has come within {@link RedisBuilder#failureTimeout}, this one
   * first; none when it is not running.
   */
  @Override
  public List<String> members() {
    Running now = running;
    return now == null ? List.of() : now.peers.names();
  }

  /** Waits for the first attempt to connect, for as long as {@link RedisBuilder#startTimeout}. */
  @Override
  public void start(Receiver receiver) {
    if (running != null) {
      throw new IllegalStateException("Redis is started already; build one for each PubSub.");
    }
    long number = random.nextLong();
    Inbox inbox = new Inbox(codec, receiver);
    Peers peers = new Peers(options.nodeName, options.failureTimeout);
    LinkKeeper keeper =
        new LinkKeeper(
            options,
            number,
            new Incoming(number, inbox, peers, receiver, nanos),
            receiver::happened,
            nanos,
            random);
    Outbox outbox =
        new Outbox(
            "anqa-redis-" + options.nodeName + "-send",
            options.maxQueuedBroadcasts,
            options.maxQueuedBytes,
            keeper::send,
            receiver::happened);
    running = new Running(inbox, peers, keeper, outbox);
    keeper.start(outbox::drop);
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
    return switch (offer(now, node, broadcast)) {
      case BroadcastResult.LocalOnly(String reason) -> BroadcastResult.failed(reason);
      case BroadcastResult.Ok ok -> ok;
      case BroadcastResult.Failed failed -> failed;
    };
  }

  private BroadcastResult offer(Running now, @Nullable String node, Broadcast broadcast) {
    byte[] frame;
    try {
      frame = codec.encode(broadcast);
    } catch (IllegalArgumentException e) {
      return BroadcastResult.failed(String.valueOf(e.getMessage()));
    }
    String away = now.keeper.away();
    return away == null ? now.outbox.offer(node, frame) : BroadcastResult.localOnly(away);
  }

  private static BroadcastResult stopped() {
    return BroadcastResult.failed("the Redis adapter is not running");
  }

  /** Sends what waits, tells the others that this node leaves, and disconnects; within 7 s. */
  @Override
  public void close() {
    Running now = running;
    running = null;
    if (now != null) {
      now.outbox.close();
      now.keeper.close();
    }
  }
}
