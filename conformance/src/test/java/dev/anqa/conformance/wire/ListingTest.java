package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.TransportContract;
import dev.anqa.conformance.client.Vsn;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How the Lab's control endpoint lists clients, topics and channels. */
@TransportContract(Vsn.V2)
class ListingTest {
  private final RunningLab lab;
  private final Dialect dialect;
  private final String room = Phoenix.room();

  ListingTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
  }

  @Test
  void listsTheTopicsThatHaveSubscribers() {
    assertThat(topics()).doesNotContain(room);
    try (Phoenix client = lab.connect(dialect)) {
      client.joined(room);
      assertThat(topics()).contains(room);
    }
    await().until(() -> !topics().contains(room));
  }

  @Test
  void listsTheSubscribersOfATopic() {
    String uid = "sub" + room.hashCode();
    try (Phoenix named = lab.connect("/socket", dialect, "uid=" + uid);
        Phoenix anonymous = lab.connect(dialect.in(Vsn.V1))) {
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
            assertThat(subscriber.path("transport").asString())
                .isEqualTo(dialect.wire().transport());
            assertThat(subscriber.path("peer").asString()).contains("127.0.0.1");
            assertThat(subscriber.path("node").asString()).isNotEmpty();
          });
    }
  }

  @Test
  void listsTheSocketsWithTheirChannels() {
    String uid = "list" + room.hashCode();
    try (Phoenix client = lab.connect("/socket", dialect, "uid=" + uid)) {
      client.joined(room);
      client.joined(room + "-2");
      JsonNode socket =
          lab.control("{'do':'sockets'}")
              .path("sockets")
              .valueStream()
              .filter(s -> s.path("id").toString().equals("\"us:" + uid + "\""))
              .findFirst()
              .orElseThrow();
      assertThat(socket.path("transport").asString()).isEqualTo(dialect.wire().transport());
      assertThat(socket.path("peer").asString()).contains("127.0.0.1");
      assertThat(socket.path("channels").valueStream().map(Json::canonical))
          .containsExactlyInAnyOrder(
              "{\"status\":\"joined\",\"topic\":\"" + room + "\"}",
              "{\"status\":\"joined\",\"topic\":\"" + room + "-2\"}");
    }
  }

  private List<String> topics() {
    return lab.control("{'do':'topics'}")
        .path("topics")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }
}
