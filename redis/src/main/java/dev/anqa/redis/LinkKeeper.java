package dev.anqa.redis;

import dev.anqa.pubsub.AdapterEvent;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a link to Redis: opens one, says from time to time that this node is there, waits until it
 * ends, and opens the next; all of it on one thread of its own.
 */
final class LinkKeeper implements AutoCloseable {
  /** In how many hellos a node may miss all but one before it is given up. */
  private static final int HELLOS_WITHIN_TIMEOUT = 4;

  /** How long the last word to the others may take. */
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  /** How long the thread may take to end. */
  private static final Duration LAST_STEP = Duration.ofSeconds(2);

  private final RedisBuilder options;
  private final Servers servers;
  private final Channels channels;
  private final long node;
  private final Incoming incoming;
  private final Consumer<? super AdapterEvent> events;
  private final LongSupplier nanos;
  private final Client client;
  private final Backoff backoff;
  private final Thread thread;
  private final CountDownLatch tried = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Drops what waits to be sent. Set before the thread starts. */
  private Consumer<String> drop = _ -> {};

  /** Null while Redis is away. Set by the thread, and at the end. */
  private volatile @Nullable Link link;

  /** Why it is away, when it is. Set by the thread. */
  private volatile String away = "Redis has not been reached yet";

  // Touched by the thread only.
  private int links;
  private String server = "Redis";
  private boolean toldAway;

  /**
   * Makes one, which {@link #start} starts.
   *
   * @param node the number of this node
   */
  LinkKeeper(
      RedisBuilder options,
      long node,
      Incoming incoming,
      Consumer<? super AdapterEvent> events,
      LongSupplier nanos,
      RandomGenerator random) {
    String name = "anqa-redis-" + options.nodeName;
    this.options = options;
    this.servers = options.servers();
    this.channels = new Channels(options.name);
    this.node = node;
    this.incoming = incoming;
    this.events = events;
    this.nanos = nanos;
    this.client = new Client(name, options.failureTimeout, options.tls());
    this.backoff = new Backoff(options.maxReconnectDelay, random);
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  /**
   * Starts, and waits until the first attempt has succeeded or failed, for a bounded time.
   *
   * @param drop is called when Redis goes away, with the reason
   */
  void start(Consumer<String> drop) {
    this.drop = drop;
    thread.start();
    try {
      var _ = tried.await(options.startTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why Redis cannot be reached now; null if it can. */
  @Nullable String away() {
    return link == null ? away : null;
  }

  /** Publishes encoded broadcasts, and waits until Redis has them; for one thread. */
  void send(@Nullable String to, byte[] frames) throws Exception {
    Link now = link;
    if (now == null) {
      throw new IOException(away);
    }
    byte[] channel = to == null ? channels.all() : channels.of(to);
    now.publish(channel, Envelope.frames(origin(now), frames), options.failureTimeout);
  }

  private Envelope.Origin origin(Link of) {
    return new Envelope.Origin(node, of.number());
  }

  private byte[] hello(Link on) {
    return Envelope.hello(origin(on), options.nodeName);
  }

  private void run() {
    boolean closed = false;
    while (!closed) {
      attempt();
      tried.countDown();
      incoming.expire();
      closed = pause(backoff.next());
    }
  }

  private void attempt() {
    try (Link next = open()) {
      keep(next);
    } catch (Throwable e) { // It may fail in many ways, and none of them ends the thread.
      goneAway(Link.reason(e));
    }
  }

  private Link open() throws Exception {
    RedisURI given = servers.next();
    server = Servers.text(given);
    RedisURI found = client.resolve(given);
    server = Servers.text(found);
    Link next = Link.open(client, found, ++links, incoming, options.failureTimeout, nanos);
    try {
      next.join(hello(next), channels.all(), channels.of(options.nodeName));
      return next;
    } catch (Throwable e) {
      next.close();
      throw e;
    }
  }

  /** Returns when the link has ended. */
  private void keep(Link next) throws InterruptedException {
    long began = nanos.getAsLong();
    link = next;
    toldAway = false;
    events.accept(new AdapterEvent.Connected(server));
    tried.countDown();
    Duration period = options.failureTimeout.dividedBy(HELLOS_WITHIN_TIMEOUT);
    String end = next.awaitEnd(period);
    while (end == null) {
      next.say(channels.all(), hello(next));
      next.endIfSilent();
      incoming.expire();
      end = next.awaitEnd(period);
    }
    if (nanos.getAsLong() - began > options.maxReconnectDelay.toNanos()) {
      backoff.reset(); // Not after a short life: Redis may let everybody in and throw them out.
    }
    goneAway(end);
  }

  private void goneAway(String reason) {
    link = null;
    if (closing.getCount() == 0) {
      return;
    }
    away = server + ": " + reason;
    drop.accept(away);
    if (!toldAway) {
      toldAway = true;
      events.accept(new AdapterEvent.Disconnected(away));
    }
  }

  /** Whether this was closed meanwhile. */
  private boolean pause(Duration wait) {
    try {
      return closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return closing.getCount() == 0;
    }
  }

  /** Tells the others that this node goes, and ends all threads; waits for at most 5 s. */
  @Override
  public void close() {
    Link last = link;
    closing.countDown();
    if (last != null) {
      sayBye(last);
    }
    thread.interrupt();
    try {
      if (thread != Thread.currentThread()) {
        var _ = thread.join(LAST_STEP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  private void sayBye(Link last) {
    try {
      last.publish(channels.all(), Envelope.bye(origin(last)), LAST_WORD);
    } catch (Exception e) {
      return; // They will miss its hellos.
    }
  }
}
