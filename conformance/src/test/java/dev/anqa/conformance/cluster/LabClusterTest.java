package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.conformance.Lab;
import dev.anqa.conformance.client.RunningLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labs that talk peer to peer, each with its own port of the loopback address. */
class LabClusterTest extends LabClusterContract {
  private final Map<String, String> ports = Map.of("one", freePort(), "two", freePort());

  @Override
  RunningLab start(String node) {
    String peers = "127.0.0.1:" + ports.get("one") + ",127.0.0.1:" + ports.get("two");
    return RunningLab.startWith(
        "--node",
        node,
        "--cluster",
        "jgroups",
        "--cluster-port",
        ports.get(node),
        "--peers",
        peers);
  }

  private static String freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesAClusterThatItDoesNotKnow() {
    assertThatThrownBy(() -> Lab.start("--port", "0", "--cluster", "smoke"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--cluster smoke (expected one of: [none, jgroups");
  }
}
