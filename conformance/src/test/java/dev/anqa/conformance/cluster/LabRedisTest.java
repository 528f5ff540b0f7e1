package dev.anqa.conformance.cluster;

import dev.anqa.conformance.client.RunningLab;
import dev.anqa.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;

/** Labs that talk through a Redis of their own. */
class LabRedisTest extends LabClusterContract {
  private final RedisServer server = RedisServer.start();

  @Override
  RunningLab start(String node) {
    return RunningLab.startWith("--node", node, "--cluster", "redis", "--redis", server.url());
  }

  @AfterAll
  void stop() {
    server.close();
  }
}
