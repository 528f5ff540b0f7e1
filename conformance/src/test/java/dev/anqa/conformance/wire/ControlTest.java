package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
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

  @Test
  void isNotThereButForAPost() {
    HttpReply reply = HttpRequest.get("/lab/control").send(lab.port());
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("nf");
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
}
