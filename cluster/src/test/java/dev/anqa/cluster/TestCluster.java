package dev.anqa.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.UUID;

/** A cluster that no other test can meet, with short times. */
final class TestCluster {
  final String name = "test-" + UUID.randomUUID();
  final int firstPort = freePort();

  ClusterBuilder node(String nodeName) {
    return Cluster.jgroups()
        .name(name)
        .nodeName(nodeName)
        .local()
        .port(firstPort)
        .joinTimeout(Duration.ofMillis(300))
        .failureTimeout(Duration.ofSeconds(2));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Math.min(socket.getLocalPort(), 65_535 - Discovery.Local.PORTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
