package dev.anqa.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection for what goes to Redis and one for what comes; when one of them ends, both do, and
 * for good. Any thread may call.
 */
final class Link implements AutoCloseable {
  private final int number;
  private final Incoming incoming;
  private final Duration timeout;
  private final LongSupplier nanos;
  private final StatefulRedisPubSubConnection<byte[], byte[]> in;
  private final StatefulRedisConnection<byte[], byte[]> out;

  /** Completed when what is published has been seen to come back. */
  private final CompletableFuture<Void> echoed = new CompletableFuture<>();

  private final CountDownLatch ended = new CountDownLatch(1);

  /** Null until it ends. */
  private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

  private volatile long heardNanos; // Set by the thread that reads the one connection…
  private volatile long answeredNanos; // … and by the one that reads the other.

  private Link(
      int number,
      Incoming incoming,
      Duration timeout,
      LongSupplier nanos,
      StatefulRedisPubSubConnection<byte[], byte[]> in,
      StatefulRedisConnection<byte[], byte[]> out) {
    this.number = number;
    this.incoming = incoming;
    this.timeout = timeout;
    this.nanos = nanos;
    this.in = in;
    this.out = out;
    this.heardNanos = nanos.getAsLong();
    this.answeredNanos = heardNanos;
  }

  /**
   * Connects; nothing comes or goes yet.
   *
   * @param number of the link, for {@link Envelope.Origin}
   * @param timeout for each step, and after which silence of Redis the link ends
   */
  static Link open(
      Client client,
      RedisURI server,
      int number,
      Incoming incoming,
      Duration timeout,
      LongSupplier nanos)
      throws Exception {
    StatefulRedisPubSubConnection<byte[], byte[]> in = client.connectPubSub(server);
    try {
      Link link = new Link(number, incoming, timeout, nanos, in, client.connect(server));
      link.listen();
      return link;
    } catch (Exception e) { // Whatever it is, the first connection must not stay.
      var _ = in.closeAsync();
      throw e;
    }
  }

  private void listen() {
    in.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] channel, byte[] message) {
            if (reason.get() == null) {
              heardNanos = nanos.getAsLong();
              incoming.receive(channel, message, Link.this::echoed);
            }
          }
        });
    endWith(in);
    endWith(out);
  }

  private void endWith(StatefulConnection<?, ?> connection) {
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            end("the connection was closed");
          }
        });
    if (!connection.isOpen()) { // It was closed before somebody listened.
      end("the connection was closed");
    }
  }

  private void echoed(int link) {
    if (link == number) {
      echoed.complete(null);
    }
  }

  private void end(String why) {
    if (reason.compareAndSet(null, why)) {
      ended.countDown();
      echoed.completeExceptionally(new IOException(why));
    }
  }

  int number() {
    return number;
  }

  /**
   * Subscribes to channels, publishes a hello on the first of them, and waits until it comes back:
   * then both directions work, with this user's rights, and at the same server.
   */
  void join(byte[] hello, byte[]... channels) throws Exception {
    await(in.async().subscribe(channels), timeout);
    say(channels[0], hello);
    await(echoed, timeout);
  }

  /**
   * Publishes, and waits until Redis has taken it; what is published next comes behind it.
   *
   * @throws Exception if it is lost, or may be
   */
  void publish(byte[] channel, byte[] message, Duration atMost) throws Exception {
    try {
      await(out.async().publish(channel, message), atMost);
    } catch (TimeoutException e) {
      end(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** Publishes without waiting; the link ends if Redis refuses. */
  void say(byte[] channel, byte[] message) {
    RedisFuture<Long> reply = out.async().publish(channel, message);
    var _ =
        reply.whenComplete((_, failure) -> {
          if (failure == null) {
            answeredNanos = nanos.getAsLong();
          } else {
            end(reason(failure));
          }
        });
  }

  private static void await(Future<?> reply, Duration atMost) throws Exception {
    try {
      reply.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TimeoutException("Redis has not answered for " + atMost.toMillis() + " ms");
    }
  }

  /** Ends it if what is said from time to time is not answered, or does not come back. */
  void endIfSilent() {
    long now = nanos.getAsLong();
    if (Math.max(now - heardNanos, now - answeredNanos) > timeout.toNanos()) {
      end("Redis has been silent for more than " + timeout.toMillis() + " ms");
    }
  }

  /** Why it ended; null if it has not, within that time. */
  @Nullable String awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS) ? reason.get() : null;
  }

  /** Ends it, and returns when nothing more comes, or after its timeout. */
  @Override
  public void close() {
    end("this node closed the connection");
    var closed = CompletableFuture.allOf(in.closeAsync(), out.closeAsync());
    try {
      closed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      return; // It has ended all the same: what it brings is not looked at any more.
    }
  }

  /** What went wrong, as text: what lies at the root of it. */
  static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Objects.requireNonNullElse(root.getMessage(), root.toString());
  }
}
