package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.conformance.Lab;
import dev.anqa.conformance.client.FreePort;
import dev.anqa.conformance.client.RunningLab;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labs that talk peer to peer, each with its own port of the loopback address. */
class LabClusterTest extends LabClusterContract {
  private final Map<String, String> ports = Map.of("one", port(), "two", port());

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

  private static String port() {
    return Integer.toString(FreePort.any());
  }

  @Test
  void refusesAClusterThatItDoesNotKnow() {
    assertThatThrownBy(() -> Lab.start("--port", "0", "--cluster", "smoke"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--cluster smoke (expected one of: [none, jgroups");
  }
}
