package dev.anqa.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lettuce, on threads that bear the node's name and end with it. */
final class Client implements AutoCloseable {
  /** How long Lettuce's threads may take to end. */
  private static final Duration LAST_TASKS = Duration.ofSeconds(2);

  private final Duration timeout;
  private final ClientResources resources;
  private final RedisClient lettuce;

  /**
   * Makes one without a connection.
   *
   * @param threads how the names of its threads begin
   * @param timeout for each step of connecting
   */
  Client(String threads, Duration timeout, SslOptions tls) {
    this.timeout = timeout;
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(2) // One for what comes, one for what goes.
            .computationThreadPoolSize(2)
            .threadFactoryProvider(pool ->
                Thread.ofPlatform()
                    .daemon(true)
                    .name(pool.replace("lettuce-", threads + "-") + "-", 1)
                    .factory())
            .build();
    this.lettuce = RedisClient.create(resources);
    lettuce.setOptions(
        ClientOptions.builder()
            .autoReconnect(false) // A link that ended stays so, and what was on it is lost.
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .timeoutOptions(TimeoutOptions.create()) // The link waits for its replies itself.
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
            .sslOptions(tls.mutate().handshakeTimeout(timeout).build())
            .build());
  }

  /** Connects, for commands. */
  StatefulRedisConnection<byte[], byte[]> connect(RedisURI server) throws Exception {
    return await(lettuce.connectAsync(ByteArrayCodec.INSTANCE, server));
  }

  /** Connects, for messages that come. */
  StatefulRedisPubSubConnection<byte[], byte[]> connectPubSub(RedisURI server) throws Exception {
    return await(lettuce.connectPubSubAsync(ByteArrayCodec.INSTANCE, server));
  }

  /**
   * The server to connect to: the one given, or the master that its sentinels name now. Asked here,
   * since Lettuce's own way leaves a thread behind.
   */
  RedisURI resolve(RedisURI given) throws Exception {
    given.setTimeout(timeout);
    if (given.getSentinels().isEmpty()) {
      return given;
    }
    given.getSentinels().forEach(sentinel -> sentinel.setTimeout(timeout));
    try (StatefulRedisSentinelConnection<String, String> sentinel =
        await(lettuce.connectSentinelAsync(StringCodec.UTF8, given))) {
      SocketAddress address =
          sentinel
              .async()
              .getMasterAddrByName(given.getSentinelMasterId())
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!(address instanceof InetSocketAddress master)) {
        throw new IOException("The sentinels know no master " + given.getSentinelMasterId());
      }
      RedisURI found = RedisURI.create(master.getHostString(), master.getPort());
      found.applyAuthentication(given);
      found.applySsl(given);
      found.setTimeout(timeout);
      return found;
    }
  }

  /** Waits for as long as the steps may take; a connection that comes later is closed. */
  private <T extends StatefulConnection<?, ?>> T await(CompletionStage<T> stage) throws Exception {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.get(3 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException | InterruptedException e) {
      var _ =
          future.thenAccept(late -> {
            var _ = late.closeAsync();
          });
      throw e;
    }
  }

  /** Closes all connections and ends all threads; waits for at most 2 s. */
  @Override
  public void close() {
    CountDownLatch ended = new CountDownLatch(1);
    var _ =
        lettuce
            .shutdownAsync(0, LAST_TASKS.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((_, _) -> {
              var _ =
                  resources
                      .shutdown(0, LAST_TASKS.toMillis(), TimeUnit.MILLISECONDS)
                      .addListener(_ -> ended.countDown());
            });
    try {
      var _ = ended.await(LAST_TASKS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
