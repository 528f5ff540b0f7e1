package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Vsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What two Labs do that are one cluster, whatever connects them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LabClusterContract {
  private RunningLab one;
  private RunningLab two;

  private final String room = Phoenix.room();

  /** Starts a Lab of this test's own cluster. */
  abstract RunningLab start(String node);

  @BeforeAll
  void startBoth() {
    one = start("one");
    two = start("two");
    for (RunningLab each : List.of(one, two)) {
      await()
          .untilAsserted(() ->
              assertThat(texts(each.control("{'do':'members'}").path("members")))
                  .containsExactlyInAnyOrder("one", "two"));
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

      assertThat(answer.path("subscribers").valueStream().map(LabClusterContract::nodeAndSocket))
          .containsExactlyInAnyOrder("one \"us:7\"", "two null");
      assertThat(answer.path("unanswered").size()).isZero();
    }
  }

  /** What the other node answers is some 1.5 MiB: rows repeat their topic. */
  @Test
  void listsTheSubscribersOfANodeWithMany() {
    String many = "bench:" + "x".repeat(3_000);
    List<Phoenix> clients = new ArrayList<>();
    try (Phoenix here = one.connect("/bench", Vsn.V2)) {
      here.joined(many);
      for (int i = 0; i < 500; i++) {
        Phoenix there = two.connect("/bench", Vsn.V2);
        clients.add(there);
        there.joined(many);
      }
      JsonNode answer = one.control("{'do':'subscribers','topic':'" + many + "','cluster':true}");

      assertThat(answer.path("unanswered").size()).isZero();
      assertThat(answer.path("subscribers").size()).isEqualTo(501);
    } finally {
      clients.forEach(Phoenix::close);
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
  void servesALongPollAtTheOther() {
    String topic = Phoenix.room(); // Its session outlives the test.
    String session = token(HttpRequest.get("/socket/longpoll?vsn=2.0.0").send(one.port()));
    String path = "/socket/longpoll?vsn=2.0.0&token=" + session;

    String join = "[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]";
    assertThat(HttpRequest.post(path, join).send(two.port()).body()).isEqualTo("{\"status\":200}");
    String reply = "{\"response\":{},\"status\":\"ok\"}";
    assertThat(poll(path))
        .containsExactly("[\"1\",\"1\",\"" + topic + "\",\"phx_reply\"," + reply + "]");
    two.control("{'do':'broadcast','topic':'" + topic + "','event':'e','payload':{'a':1}}");
    assertThat(poll(path)).containsExactly("[null,null,\"" + topic + "\",\"e\",{\"a\":1}]");
  }

  /** What has come for a client that asks the Lab where its session is not. */
  private List<String> poll(String path) {
    HttpReply reply = HttpRequest.get(path).send(two.port());
    assertThat(Json.parse(reply.body()).path("status").asInt()).as("%s", reply).isEqualTo(200);
    return Json.parse(reply.body())
        .path("messages")
        .valueStream()
        .map(message -> Json.canonical(message.asString()))
        .toList();
  }

  private static String token(HttpReply reply) {
    return Json.parse(reply.body()).path("token").asString();
  }
}
