package dev.anqa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.ReplyRef;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Time, threads, and what an application shares with its endpoint. */
final class TestEndpointTest {
  private final TestEndpoint endpoint = Room.endpoint(new Room.Ends()).build();

  private TestChannel room() {
    return endpoint.connect(Map.of("token", "ann")).join("room:a");
  }

  // ---- time

  @Test
  void letsTimePassWithoutWaiting() {
    TestChannel room = room();
    room.push("later");
    endpoint.advance(Duration.ofSeconds(29));
    room.refutePush("info");

    endpoint.advance(Duration.ofSeconds(1));

    room.assertPush("info", Map.of("message", "later"));
    assertThat(endpoint.time().now()).isEqualTo(Instant.parse("2026-01-01T00:00:30Z"));
  }

  @Test
  void runsTimersAtTheirMomentAndInOrder() {
    List<String> ran = new ArrayList<>();
    endpoint.time().after(Duration.ofSeconds(2), () -> ran.add("second"));
    endpoint
        .time()
        .after(
            Duration.ofSeconds(1),
            () -> {
              ran.add("first at " + endpoint.time().nanos());
              endpoint.time().after(Duration.ofSeconds(1), () -> ran.add("third"));
            });
    endpoint.time().after(Duration.ofSeconds(1), () -> ran.add("cancelled")).cancel();
    endpoint.time().after(Duration.ofSeconds(3), () -> ran.add("too late"));

    endpoint.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("first at 1000000000", "second", "third");
    assertThat(endpoint.time().nanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void doesNotGoBackInTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> endpoint.advance(Duration.ofMillis(-1)))
        .withMessage("duration: PT-0.001S (expected: >= 0)");
  }

  // ---- threads

  @Test
  void runsCallbacksOnTheThreadOfTheTest() {
    List<Thread> threads = new ArrayList<>();
    TestEndpoint own =
        TestEndpoint.of(
            SocketHandler.anonymous()
                .channel(
                    "*",
                    () ->
                        (Channel)
                            (_, _, _) -> {
                              threads.add(Thread.currentThread());
                              return JoinResult.ok();
                            }));
    own.connect().join("a");

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  private static final class Slow implements Channel {
    private final CompletableFuture<ReplyRef> taken;

    Slow(CompletableFuture<ReplyRef> taken) {
      this.taken = taken;
    }

    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      taken.complete(socket.replyRef());
      return HandleResult.noReply();
    }
  }

  @Test
  void waitsForOtherThreadsOfTheApplication() {
    CompletableFuture<ReplyRef> taken = new CompletableFuture<>();
    TestEndpoint own =
        TestEndpoint.builder()
            .socket(SocketHandler.anonymous().channel("*", () -> new Slow(taken)))
            .timeout(Duration.ofSeconds(30))
            .build();
    Sent sent = own.connect().join("a").push("work");
    sent.refuteReply();
    TestTopic topic = own.subscribe("a");
    Thread.ofVirtual()
        .name("worker")
        .start(() -> {
          taken.join().ok(Map.of("done", true));
          own.pubsub().broadcast(new Broadcast("a", "done", Payload.empty()));
        });

    sent.assertReply("ok", Map.of("done", true));
    topic.assertBroadcast("done");
  }

  @Test
  void doesNotWaitLongerThanAsked() {
    TestEndpoint own = TestEndpoint.builder().timeout(Duration.ofMillis(1)).build();
    TestTopic topic = own.subscribe("a");

    assertThatThrownBy(() -> topic.assertBroadcast("never")).isInstanceOf(AssertionError.class);
  }

  @Test
  void stopsWhenItIsInterrupted() {
    TestTopic topic = TestEndpoint.builder().build().subscribe("a");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> topic.assertBroadcast("never"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("The test was interrupted while it waited.");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void findsOutThatItDoesNotComeToRest() {
    TestChannel room = room();

    assertThatThrownBy(() -> room.send("again"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("The node does not come to rest")
        .hasMessageContaining("socket.sendSelfAfter(Duration.ofSeconds(1), message);");
  }

  @Test
  void maybeUsedByTheApplicationItself() {
    TestEndpoint own = TestEndpoint.builder().timeout(Duration.ZERO).build();
    SocketHandler socket =
        SocketHandler.anonymous()
            .channel(
                "*",
                () ->
                    (Channel)
                        (topic, _, _) -> {
                          own.broadcast("joins", "joined", Map.of("topic", topic));
                          return JoinResult.ok();
                        });
    TestTopic joins = own.subscribe("joins");
    own.client(socket).connect().join("a");

    joins.assertBroadcast("joined", Map.of("topic", "a"));
  }

  // ---- presence

  private static final class Lobby implements Channel {
    private final Presence presence;

    Lobby(Presence presence) {
      this.presence = presence;
    }

    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      socket.sendSelf("after join");
      return JoinResult.ok();
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {
      presence.track(socket, "ann", Map.of());
      presence.pushState(socket);
    }
  }

  @Test
  void showsWhoIsPresent() {
    Presence presence = Presence.builder().build();
    try (TestEndpoint own =
        TestEndpoint.builder()
            .socket(SocketHandler.anonymous().channel("*", () -> new Lobby(presence)))
            .presence(presence)
            .timeout(Duration.ofSeconds(30))
            .build()) {
      TestChannel lobby = own.connect().join("lobby");
      TestChannel other = own.connect().join("lobby");

      lobby.assertPush("presence_state", Map.of("ann", Map.of()));
      lobby.assertPush("presence_diff", Map.of("joins", Map.of("ann", Map.of())));
      other.leave().assertReply("ok");
      lobby.assertPush("presence_diff", Map.of("leaves", Map.of("ann", Map.of())));
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> presence.track("me", "lobby", "bob", Map.of()));
  }

  // ---- options

  @Test
  void hasDefaults() {
    TestEndpointBuilder builder = TestEndpoint.builder();

    assertThat(builder.timeout).isEqualTo(Duration.ofSeconds(1));
    assertThat(builder.startingAt).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(builder.presences).isEmpty();
    assertThat(builder.listeners).isEmpty();
    assertThat(builder.socket).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.timeout(Duration.ofMillis(-1)))
        .withMessage("timeout: PT-0.001S (expected: >= 0)");
  }

  @Test
  void takesOptions() {
    List<TelemetryEvent> events = new ArrayList<>();
    TestEndpoint own =
        TestEndpoint.builder()
            .startingAt(Instant.EPOCH)
            .json(endpoint.json())
            .listen(events::add)
            .socket(SocketHandler.anonymous())
            .build();
    own.connect();

    assertThat(own.time().now()).isEqualTo(Instant.EPOCH);
    assertThat(own.json()).isSameAs(endpoint.json());
    assertThat(events).hasAtLeastOneElementOfType(TelemetryEvent.SocketConnected.class);
  }

  @Test
  void saysHowToGiveItASocket() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TestEndpoint.builder().build().connect())
        .withMessageContaining("TestEndpoint.of(socket)");
  }
}
