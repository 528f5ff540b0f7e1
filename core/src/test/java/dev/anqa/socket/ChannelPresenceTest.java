package dev.anqa.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.StopReason;
import dev.anqa.presence.Presence;
import dev.anqa.presence.UpdateResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a channel tracks, and whatever else is to, ends with the channel; row 176. */
final class ChannelPresenceTest {
  private final Scripted client = new Scripted();
  private final Presence presence =
      Presence.builder()
          .executor(Runnable::run)
          .tracker(options -> options.executor(Runnable::run))
          .maxListedKeys(2)
          .build();
  private final List<String> ended = new ArrayList<>();

  /** The socket of the last join; null before. */
  private @Nullable ChannelSocket last;

  private final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      last = socket;
      presence.track(socket, "ann", Map.of());
      presence.track(socket, "lobby", "ann", Map.of());
      socket.onEnd(
          "bad",
          () -> {
            throw new IllegalStateException("bad end");
          });
      socket.onEnd(this, () -> ended.add("not this one"));
      socket.onEnd(this, () -> ended.add("end"));
      return switch (topic) {
        case "room:deny" -> JoinResult.refused("no");
        case "room:boom" -> throw new IllegalStateException("boom");
        default -> JoinResult.ok();
      };
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      switch (event) {
        case "state" -> presence.pushState(socket);
        case "update" -> presence.update(socket, "ann", Map.of("n", 1));
        case "untrack" -> presence.untrack(socket, "ann");
        default -> throw new IllegalStateException("boom");
      }
      return HandleResult.noReply();
    }

    @Override
    public void terminate(StopReason reason, ChannelSocket socket) {
      ended.add("terminate");
    }
  }

  ChannelPresenceTest() {
    presence.start(client.pubsub, client, JacksonJson.standard(), client.telemetry);
    client.connect(SocketHandler.anonymous().channel("room:*", Room::new), "2.0.0");
  }

  private void join(String topic) {
    client.send("[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic));
  }

  private void assertGone() {
    assertThat(presence.list("room:a").byKey()).isEmpty();
    assertThat(presence.list("lobby").byKey()).isEmpty();
    assertThat(ended).last().isEqualTo("end");
  }

  /** Row 176. */
  @Test
  void worksOnTheTopicOfTheChannel() {
    join("room:a");
    assertThat(presence.list("room:a").byKey()).containsOnlyKeys("ann");
    assertThat(presence.list("lobby").byKey()).containsOnlyKeys("ann");

    client.send("[\"1\",\"2\",\"room:a\",\"update\",{}]");
    assertThat(presence.state("room:a").text()).contains("\"n\":1");
    client.send("[\"1\",\"3\",\"room:a\",\"untrack\",{}]");
    assertThat(presence.list("room:a").byKey()).isEmpty();
    assertThat(presence.list("lobby").byKey()).containsOnlyKeys("ann");
  }

  @Test
  void endsWithALeave() {
    join("room:a");
    client.send("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]");
    assertGone();
    assertThat(ended).containsExactly("terminate", "end");
  }

  @Test
  void endsWithACrash() {
    join("room:a");
    client.send("[\"1\",\"2\",\"room:a\",\"boom\",{}]");
    assertGone();
  }

  /** Row 172. */
  @Test
  void endsWithAKill() {
    join("room:a");
    assertThat(client.sessions.kill("room:a")).isTrue();
    client.settle();
    assertGone();
    assertThat(ended).containsExactly("end");
  }

  @Test
  void endsWithTheConnection() {
    join("room:a");
    client.hangUp(StopReason.normal());
    assertGone();
  }

  @Test
  void endsWithARefusedJoin() {
    join("room:deny");
    assertGone();
    join("room:boom");
    assertGone();
  }

  @Test
  void isNotLeftBehindByAChannelThatHasEnded() {
    join("room:a");
    client.hangUp(StopReason.normal());
    ChannelSocket over = Objects.requireNonNull(last);

    presence.track(over, "late", Map.of());
    assertGone();
    assertThat(presence.update(over, "late", Map.of())).isInstanceOf(UpdateResult.NoPresence.class);
    assertThat(over.onEnd("late", () -> ended.add("late"))).isFalse();
    assertThat(ended).doesNotContain("late");
  }

  @Test
  void tellsOfAnEndThatFails() {
    join("room:a");
    client.hangUp(StopReason.normal());

    assertThat(client.events)
        .anySatisfy(event -> {
          assertThat(event).isInstanceOf(TelemetryEvent.ChannelCrashed.class);
          assertThat(event.cause()).hasMessage("bad end");
        });
  }

  @Test
  void pushesTheStateAndSaysIfItIsNotTheWhole() {
    join("room:a");
    presence.track("p1", "room:a", "bob", Map.of());
    client.settle().received();
    client.send("[\"1\",\"2\",\"room:a\",\"state\",{}]");
    assertThat(client.received())
        .singleElement()
        .asString()
        .startsWith("[\"1\",null,\"room:a\",\"presence_state\",{\"ann\":{\"metas\":[{\"phx_ref\":");

    presence.track("p1", "room:a", "cid", Map.of());
    client.settle().received();
    client.send("[\"1\",\"3\",\"room:a\",\"state\",{}]");
    List<String> received = client.received();
    assertThat(received).hasSize(2);
    assertThat(received.getFirst()).doesNotContain("cid");
    assertThat(received.getLast())
        .startsWith("[\"1\",null,\"room:a\",\"presence_truncated\",{")
        .contains("\"listed\":2", "\"total\":3");
  }
}
