package dev.anqa.redis;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.ClusterAdapterContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Several nodes in one JVM, each with its own connections to one Redis. */
final class RedisContractTest extends ClusterAdapterContract {
  private static RedisServer server;

  private final String cluster = "test-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Its start returns when it is connected, so there is nothing more to wait for. */
  @Override
  protected Adapter adapter(String nodeName) {
    return Redis.at(server.url()).name(cluster).nodeName(nodeName).startTimeout(PATIENCE).build();
  }
}
