package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.Lab;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Vsn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Two Labs that are one cluster, each with its own port of the loopback address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabClusterTest {
  private RunningLab one;
  private RunningLab two;

  private final String room = Phoenix.room();

  @BeforeAll
  void startBoth() throws IOException {
    String first = freePort();
    String second = freePort();
    String peers = "127.0.0.1:" + first + ",127.0.0.1:" + second;
    one = start("one", first, peers);
    two = start("two", second, peers);
    for (RunningLab each : List.of(one, two)) {
      await()
          .untilAsserted(() ->
              assertThat(texts(each.control("{'do':'members'}").path("members")))
                  .containsExactlyInAnyOrder("one", "two"));
    }
  }

  private static RunningLab start(String node, String port, String peers) {
    return RunningLab.startWith(
        "--node", node, "--cluster", "jgroups", "--cluster-port", port, "--peers", peers);
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  @AfterAll
  void stopBoth() {
    one.close();
    two.close();
  }

  @Test
  void broadcastsToTheClientsOfTheOther() {
    try (Phoenix here = one.connect(Vsn.V2);
        Phoenix there = two.connect(Vsn.V1)) {
      here.joined(room);
      there.joined(room);
      two.control("{'do':'broadcast','topic':'" + room + "','event':'e','payload':{'a':1}}");
      here.expect(here.vsn().broadcast(room, "e", "{\"a\":1}"));
      there.expect(there.vsn().broadcast(room, "e", "{\"a\":1}"));
    }
  }

  @Test
  void listsTheSubscribersOfAllNodes() {
    try (Phoenix here = one.connect("/socket", Vsn.V2, "uid=7");
        Phoenix there = two.connect(Vsn.V2)) {
      here.joined(room);
      there.joined(room);
      JsonNode answer = one.control("{'do':'subscribers','topic':'" + room + "','cluster':true}");

      assertThat(answer.path("subscribers").valueStream().map(LabClusterTest::nodeAndSocket))
          .containsExactlyInAnyOrder("one \"us:7\"", "two null");
      assertThat(answer.path("unanswered").size()).isZero();
    }
  }

  private static String nodeAndSocket(JsonNode row) {
    return row.path("node").asString() + " " + row.path("socket");
  }

  @Test
  void listsThePresencesOfAllNodes() {
    String topic = "pres:" + room;
    try (Phoenix here = one.connect(Vsn.V2);
        Phoenix there = two.connect(Vsn.V2)) {
      here.join(topic, "{\"u\":\"ann\"}");
      there.join(topic, "{\"u\":\"bob\"}");
      for (RunningLab each : List.of(one, two)) {
        await().until(() -> present(each, topic).equals(List.of("ann", "bob")));
      }
    }
    for (RunningLab each : List.of(one, two)) {
      await().until(() -> present(each, topic).isEmpty());
    }
  }

  private static List<String> present(RunningLab lab, String topic) {
    return lab.control("{'do':'presence','topic':'" + topic + "'}")
        .path("presence")
        .propertyStream()
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @Test
  void refusesAClusterThatItDoesNotKnow() {
    assertThatThrownBy(() -> Lab.start("--port", "0", "--cluster", "smoke"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--cluster smoke (expected one of: [none, jgroups");
  }
}
