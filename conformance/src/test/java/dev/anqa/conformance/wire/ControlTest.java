package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The Lab's control endpoint: what is seen from the side of the operator. */
@ExtendWith(SharedLab.class)
class ControlTest {
  private final RunningLab lab;
  private final String room = Phoenix.room();

  ControlTest(RunningLab lab) {
    this.lab = lab;
  }

  @Test
  void listsTheTopicsThatHaveSubscribers() {
    assertThat(topics()).doesNotContain(room);
    try (Phoenix client = lab.connect(Vsn.V2)) {
      client.joined(room);
      assertThat(topics()).contains(room);
    }
    await().until(() -> !topics().contains(room));
  }

  @Test
  void listsTheSubscribersOfATopic() {
    String uid = "sub" + room.hashCode();
    try (Phoenix named = lab.connect("/socket", Vsn.V2, "uid=" + uid);
        Phoenix anonymous = lab.connect(Vsn.V1)) {
      named.joined(room);
      anonymous.joined(room);
      JsonNode subscribers =
          lab.control("{'do':'subscribers','topic':'" + room + "','cluster':false}")
              .path("subscribers");
      assertThat(subscribers.size()).isEqualTo(2);
      assertThat(subscribers.valueStream().map(s -> s.path("socket").toString()))
          .containsExactlyInAnyOrder("\"us:" + uid + "\"", "null");
      assertThat(subscribers.valueStream())
          .allSatisfy(subscriber -> {
            assertThat(subscriber.path("topic").asString()).isEqualTo(room);
            assertThat(subscriber.path("transport").asString()).isEqualTo("websocket");
            assertThat(subscriber.path("peer").asString()).contains("127.0.0.1");
            assertThat(subscriber.path("node").asString()).isNotEmpty();
          });
    }
  }

  @Test
  void listsTheSocketsWithTheirChannels() {
    String uid = "list" + room.hashCode();
    try (Phoenix client = lab.connect("/socket", Vsn.V2, "uid=" + uid)) {
      client.joined(room);
      client.joined(room + "-2");
      JsonNode socket =
          lab.control("{'do':'sockets'}")
              .path("sockets")
              .valueStream()
              .filter(s -> s.path("id").toString().equals("\"us:" + uid + "\""))
              .findFirst()
              .orElseThrow();
      assertThat(socket.path("transport").asString()).isEqualTo("websocket");
      assertThat(socket.path("peer").asString()).contains("127.0.0.1");
      assertThat(socket.path("channels").valueStream().map(Json::canonical))
          .containsExactlyInAnyOrder(
              "{\"status\":\"joined\",\"topic\":\"" + room + "\"}",
              "{\"status\":\"joined\",\"topic\":\"" + room + "-2\"}");
    }
  }

  /** A channel that still works off what came before its leave. */
  @Test
  void showsAChannelThatIsLeaving() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      client.joined(room);
      client.send(room, "block", "{\"ms\":700}");
      client.leave(room);
      await().until(() -> lab.statuses(room).equals(List.of("leaving")));
      await().until(() -> lab.statuses(room).isEmpty());
    }
  }

  @Test
  void hasNoSubscribersForATopicThatNobodyJoined() {
    JsonNode answer = lab.control("{'do':'subscribers','topic':'" + room + "'}");
    assertThat(answer.path("subscribers").size()).isZero();
  }

  @Test
  void agreesToADisconnectOfNobody() {
    lab.control("{'do':'disconnect','id':'us:nobody'}");
  }

  @Test
  void namesTheMembersOfTheCluster() {
    assertThat(lab.control("{'do':'members'}").path("members").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'do':'dance'}", "{'do':7}", "nonsense", "", "[1]", "{"})
  void refusesWhatItDoesNotKnow(String body) {
    HttpReply reply = lab.tryControl(body);
    assertThat(reply.status()).isEqualTo(400);
    JsonNode answer = Json.parse(reply.body());
    assertThat(answer.path("ok").asBoolean(true)).isFalse();
    assertThat(answer.path("error").asString()).isNotEmpty();
  }

  private List<String> topics() {
    return lab.control("{'do':'topics'}")
        .path("topics")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }
}
