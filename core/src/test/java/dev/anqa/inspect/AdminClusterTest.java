package dev.anqa.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.anqa.inspect.LookedInto.Answer;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.MemoryCluster;
import dev.anqa.pubsub.PubSub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Asking one node for what all have. */
final class AdminClusterTest {
  private final MemoryCluster cluster = new MemoryCluster();

  private LookedInto node(String name) {
    PubSub pubsub = PubSub.builder().adapter(cluster.adapter(name)).build();
    return new LookedInto(builder -> builder.pubsub(pubsub));
  }

  @Test
  void listsWhatAllNodesHave() throws Exception {
    try (LookedInto a = node("a");
        LookedInto b = node("b")) {
      a.connect("1").join("room:x");
      b.connect("2").join("room:x");
      b.connect("3").join("room:x");

      Answer answer = a.get("/subscribers?topic=room:x&cluster=true&limit=1");

      assertThat(answer.rows("subscribers"))
          .extracting(row -> row.get("node") + " " + row.get("id"))
          .containsExactly("a us:1", "b us:2");
      assertThat(answer.json())
          .contains(entry("next", Map.of("b", "1")), entry("unanswered", Map.of()));
      assertThat(a.get("/subscribers?topic=room:x&node=b&after=1").row("subscribers"))
          .contains(entry("node", "b"), entry("id", "us:3"));
      assertThat(a.get("/subscribers?topic=room:x").row("subscribers")).containsEntry("id", "us:1");
    }
  }

  @Test
  void looksIntoAConnectionOfAnotherNode() throws Exception {
    try (LookedInto a = node("a");
        LookedInto b = node("b")) {
      b.connect("2").join("room:x");

      assertThat(a.get("/inspect?connection=1&node=b").row("inspect").toString())
          .contains("us:2", "seen");
      assertThat(a.get("/tree?cluster=true").rows("tree"))
          .extracting(row -> row.get("node"))
          .containsExactly("a", "b");
    }
  }

  @Test
  void letsEndpointsThatShareAPubSubAnswerForThemselves() throws Exception {
    PubSub a = PubSub.builder().adapter(cluster.adapter("a")).build();
    PubSub b = PubSub.builder().adapter(cluster.adapter("b")).build();
    try (LookedInto outerA = sharing(a, "outer");
        LookedInto innerA = sharing(a, "inner");
        LookedInto outerB = sharing(b, "outer");
        LookedInto innerB = sharing(b, "inner")) {
      outerA.connect("1").join("room:x");
      innerA.connect("2").join("room:x"); // It has the same number.
      outerB.connect("3").join("room:x");
      innerB.connect("4").join("room:x");

      for (String call : List.of("subscribers", "sockets")) {
        String path = "/" + call + "?topic=room:x&cluster=true";
        assertThat(ids(outerA.get(path).rows(call))).containsExactly("us:1", "us:3");
        assertThat(ids(innerA.get(path).rows(call))).containsExactly("us:2", "us:4");
      }
    }
  }

  private static LookedInto sharing(PubSub pubsub, String name) {
    return new LookedInto(builder -> builder.pubsub(pubsub).name(name));
  }

  private static List<Object> ids(List<Map<String, Object>> rows) {
    return rows.stream().map(row -> row.get("id")).toList();
  }

  @Test
  void refusesASecondEndpointThatOthersCouldNotTellFromTheFirst() throws Exception {
    PubSub pubsub = PubSub.builder().adapter(cluster.adapter("a")).build();
    try (LookedInto _ = new LookedInto(builder -> builder.pubsub(pubsub))) {
      assertThatThrownBy(() -> sharing(pubsub, "endpoint"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Two endpoints named \"endpoint\" share a PubSub, and other nodes could not tell them"
                  + " apart. Name one of them, the same on all nodes:"
                  + " Endpoint.builder().name(\"internal\")");
    }
    try (LookedInto later = sharing(pubsub, "endpoint")) {
      assertThat(later.get("/topics?cluster=true").status()).isEqualTo(200);
    }
  }

  @Test
  void saysWhichNodesDidNotAnswer() throws Exception {
    Adapter deaf = cluster.adapter("deaf"); // A node that has no endpoint.
    try (LookedInto a = node("a");
        PubSub other = PubSub.builder().adapter(deaf).build()) {
      a.connect("1").join("room:x");

      Answer answer = a.get("/topics?prefix=room:&cluster=true");

      assertThat(other.members()).contains("a", "deaf");
      assertThat(answer.row("topics")).containsEntry("node", "a");
      assertThat(answer.json())
          .containsEntry("unanswered", Map.of("deaf", "no answer within PT2S"));
    }
  }

  @Test
  void doesNotTakeAMistakeForANodeThatFailed() throws Exception {
    try (LookedInto a = node("a");
        LookedInto b = node("b")) {
      assertThat(a.get("/topics?cluster=true&limit=0").status()).isEqualTo(400);
      assertThat(b.get("/subscribers?cluster=true").status()).isEqualTo(400);
    }
  }

  @Test
  void showsWhichNodesShareAPresence() throws Exception {
    try (LookedInto a = present("a")) {
      try (LookedInto b = present("b")) {
        await()
            .untilAsserted(() -> assertThat(replicas(a)).containsExactly("{name=presence, b=up}"));
        assertThat(b.endpoint.inspect().tree().presences()).hasSize(1);
      }
      await().untilAsserted(() -> assertThat(replicas(a)).doesNotContain("{name=presence, b=up}"));
    }
  }

  private LookedInto present(String name) {
    PubSub pubsub = PubSub.builder().adapter(cluster.adapter(name)).build();
    Presence presence =
        Presence.builder()
            .tracker(t -> t.broadcastPeriod(Duration.ofMillis(20)).permdownOnShutdown(true))
            .build();
    return new LookedInto(builder -> builder.pubsub(pubsub).presence(presence));
  }

  private static List<String> replicas(LookedInto node) {
    return node.endpoint.inspect().tree().presences().stream()
        .map(presence ->
            presence.replicas().stream()
                .map(replica -> replica.node() + "=" + (replica.up() ? "up" : "down"))
                .collect(Collectors.joining(", ", "{name=" + presence.name() + ", ", "}")))
        .toList();
  }
}
