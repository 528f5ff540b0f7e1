package dev.anqa.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lib/phoenix/socket.ex and channel/server.ex promise, frame by frame. */
final class SocketSessionTest {
  private final List<String> calls = new ArrayList<>();
  private final Scripted client = new Scripted();

  private final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      calls.add("join " + params.text());
      return switch (topic) {
        case "room:deny" -> JoinResult.refused("unauthorized");
        case "room:boom" -> throw new IllegalStateException("boom");
        case "room:early" -> {
          socket.push("early", Map.of());
          yield JoinResult.ok();
        }
        case "room:after" -> {
          socket.sendSelf("after");
          yield JoinResult.ok();
        }
        default -> JoinResult.ok();
      };
    }

    @Override
    public Set<String> intercepts() {
      return Set.of("icept");
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      calls.add("in " + event);
      return switch (event) {
        case "echo" -> HandleResult.ok(payload);
        case "bcast" -> {
          socket.broadcast("bcasted", payload);
          yield HandleResult.ok();
        }
        case "bfrom" -> {
          socket.broadcastFrom("bfrom", payload);
          yield HandleResult.noReply();
        }
        case "stop" -> HandleResult.stop(StopReason.shutdown(), "ok", Map.of("bye", 1));
        case "typed" -> HandleResult.ok(Map.of("age", payload.as(Person.class).age()));
        default -> throw new IllegalStateException("boom");
      };
    }

    @Override
    public void handleOut(String event, Payload payload, ChannelSocket socket) {
      socket.push(event, Map.of("mine", true));
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {
      calls.add("info " + message);
      socket.push("info", Map.of());
      socket.broadcast("bc", Map.of());
    }

    @Override
    public void terminate(StopReason reason, ChannelSocket socket) {
      calls.add("terminate " + reason.label());
      socket.push("you_left", Map.of());
    }
  }

  record Person(int age) {}

  private final SocketHandler handler =
      SocketHandler.connecting("UserSocket", _ -> ConnectResult.ok().id("us:1"))
          .limits(SocketLimits.standard().maxChannels(3).mailboxCapacity(4))
          .channel("room:*", Room::new);

  @BeforeEach
  void connect() {
    client.connect(handler, "2.0.0");
  }

  private static String ok(String joinRef, String ref, String topic) {
    return "[\"%s\",\"%s\",\"%s\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]"
        .formatted(joinRef, ref, topic);
  }

  private void join() {
    client.send("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]");
    assertThat(client.received()).containsExactly(ok("1", "1", "room:a"));
  }

  @Test
  void answersHeartbeatsWithoutJoinRef() {
    client.send("[\"9\",\"13\",\"phoenix\",\"heartbeat\",{\"any\":1}]");

    assertThat(client.received())
        .containsExactly(
            "[null,\"13\",\"phoenix\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
  }

  @Test
  void answersAJoinBeforeAnythingElseOfItsIncarnation() {
    client.send("[\"1\",\"2\",\"room:after\",\"phx_join\",{}]");

    assertThat(client.received())
        .containsExactly(
            ok("1", "2", "room:after"),
            "[\"1\",null,\"room:after\",\"info\",{}]",
            "[null,null,\"room:after\",\"bc\",{}]");
  }

  @Test
  void refusesTopicsThatNoRouteTakes() {
    client.send("[\"1\",\"2\",\"nope\",\"phx_join\",{}]");

    assertThat(client.received())
        .containsExactly(
            "[null,\"2\",\"nope\",\"phx_reply\","
                + "{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}]");
  }

  @Test
  void tellsTheReasonOfARefusedJoinAndForgetsTheChannel() {
    client.send("[\"1\",\"2\",\"room:deny\",\"phx_join\",{}]");
    client.send("[\"1\",\"3\",\"room:deny\",\"echo\",{}]");

    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"2\",\"room:deny\",\"phx_reply\","
                + "{\"response\":{\"reason\":\"unauthorized\"},\"status\":\"error\"}]",
            "[null,\"3\",\"room:deny\",\"phx_reply\","
                + "{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}]");
    assertThat(calls).doesNotContain("terminate shutdown");
  }

  @Test
  void answersACrashInJoinWithoutHarm() {
    client.send("[\"1\",\"2\",\"room:boom\",\"phx_join\",{}]");

    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"2\",\"room:boom\",\"phx_reply\","
                + "{\"response\":{\"reason\":\"join crashed\"},\"status\":\"error\"}]");
    assertThat(client.closeCode).isZero();
  }

  @Test
  void saysWhatToWriteWhenAChannelPushesInJoin() {
    client.send("[\"1\",\"2\",\"room:early\",\"phx_join\",{}]");

    assertThat(client.events)
        .filteredOn(TelemetryEvent.JoinCrashed.class::isInstance)
        .first()
        .extracting(event -> ((TelemetryEvent.JoinCrashed) event).cause().getMessage())
        .asString()
        .contains("socket.sendSelf(");
  }

  @Test
  void limitsTheChannelsOfAConnection() {
    for (int i = 0; i < 3; i++) {
      client.send("[\"1\",\"1\",\"room:%d\",\"phx_join\",{}]".formatted(i));
    }
    client.received();
    client.send("[\"1\",\"9\",\"room:3\",\"phx_join\",{}]");

    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"9\",\"room:3\",\"phx_reply\","
                + "{\"response\":{\"reason\":\"too many channels joined\","
                + "\"limit\":\"channels per connection\",\"value\":4,\"maximum\":3,"
                + "\"option\":\"SocketLimits.maxChannels\"},\"status\":\"error\"}]");
  }

  @Test
  void handsMessagesOverInOrderAndAnswersThem() {
    join();
    client.put("[\"1\",\"2\",\"room:a\",\"echo\",{\"n\":1}]");
    client.put("[null,\"3\",\"room:a\",\"echo\",{\"n\":2}]").settle();

    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"response\":{\"n\":1},\"status\":\"ok\"}]",
            "[\"1\",\"3\",\"room:a\",\"phx_reply\",{\"response\":{\"n\":2},\"status\":\"ok\"}]");
  }

  @Test
  void dropsMessagesOfAnotherIncarnation() {
    join();
    client.send("[\"0\",\"10\",\"room:a\",\"echo\",{}]");
    client.send("[1,\"11\",\"room:a\",\"echo\",{}]");
    client.send("[\"0\",\"12\",\"room:a\",\"phx_leave\",{}]");

    assertThat(client.received()).isEmpty();
    assertThat(calls).containsExactly("join {}");
  }

  @Test
  void sendsABroadcastBeforeTheReplyThatFollowsIt() {
    join();
    client.send("[\"1\",\"2\",\"room:a\",\"bcast\",{\"b\":1}]");

    assertThat(client.received())
        .containsExactly("[null,null,\"room:a\",\"bcasted\",{\"b\":1}]", ok("1", "2", "room:a"));
  }

  @Test
  void leavesTheSenderOutOfBroadcastFrom() {
    join();
    client.send("[\"1\",\"2\",\"room:a\",\"bfrom\",{}]");

    assertThat(client.received()).isEmpty();
  }

  @Test
  void handsInterceptedEventsToTheChannel() {
    join();
    client.pubsub.broadcast(new Broadcast("room:a", "icept", Payload.empty()));
    client.settle();

    assertThat(client.received())
        .containsExactly("[\"1\",null,\"room:a\",\"icept\",{\"mine\":true}]");
  }

  @Test
  void repliesToALeaveThenClosesThenSendsWhatTerminatePushes() {
    join();
    client.send("[\"1\",\"12\",\"room:a\",\"phx_leave\",{}]");

    assertThat(client.received())
        .containsExactly(
            ok("1", "12", "room:a"),
            "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]",
            "[\"1\",null,\"room:a\",\"you_left\",{}]");
    assertThat(calls).endsWith("terminate left");
  }

  @Test
  void sendsWhatTerminatePushesThenAnErrorAfterACrash() {
    join();
    client.send("[\"1\",\"2\",\"room:a\",\"boom\",{}]");

    assertThat(client.received())
        .containsExactly(
            "[\"1\",null,\"room:a\",\"you_left\",{}]",
            "[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    assertThat(calls).endsWith("terminate crash");
  }

  @Test
  void repliesThenClosesThenTerminatesOnAStopWithReply() {
    join();
    client.send("[\"1\",\"71\",\"room:a\",\"stop\",{}]");

    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"71\",\"room:a\",\"phx_reply\",{\"response\":{\"bye\":1},\"status\":\"ok\"}]",
            "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]",
            "[\"1\",null,\"room:a\",\"you_left\",{}]");
  }

  @Test
  void answersAPayloadThatDoesNotFitWithTheFieldAndLivesOn() {
    join();
    client.send("[\"1\",\"2\",\"room:a\",\"typed\",{\"age\":\"old\"}]");
    client.send("[\"1\",\"3\",\"room:a\",\"typed\",{\"age\":7}]");

    assertThat(client.received())
        .satisfiesExactly(
            first -> assertThat(first).contains("\"error\"").contains("\"field\":\"age\""),
            second -> assertThat(second).contains("{\"age\":7}"));
  }

  @Test
  void repliesToADuplicateJoinBeforeItClosesTheOldChannel() {
    join();
    client.send("[\"30\",\"30\",\"room:a\",\"phx_join\",{\"n\":2}]");

    assertThat(client.received())
        .containsExactly(ok("30", "30", "room:a"), "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]");
    assertThat(calls).containsExactly("join {}", "join {\"n\":2}");
  }

  @Test
  void looksAtWhatCameDuringAJoinAfterwardsAndInOrder() {
    client.put("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]");
    client.put("[\"1\",\"2\",\"room:a\",\"echo\",{}]");
    client.put("[null,\"3\",\"phoenix\",\"heartbeat\",{}]");
    assertThat(client.received())
        .containsExactly(
            "[null,\"3\",\"phoenix\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    client.put("[\"1\",\"4\",\"room:a\",\"phx_leave\",{}]").settle();

    assertThat(client.received())
        .startsWith(ok("1", "1", "room:a"), ok("1", "2", "room:a"), ok("1", "4", "room:a"));
  }

  @Test
  void refusesWhatAFullMailboxCannotTake() {
    join();
    for (int i = 0; i < 5; i++) {
      client.put("[\"1\",\"%d\",\"room:a\",\"echo\",{}]".formatted(i));
    }

    assertThat(client.received())
        .singleElement()
        .asString()
        .startsWith("[\"1\",\"4\",\"room:a\",\"phx_reply\"")
        .contains("mailbox full", "mailboxCapacity", "4");
    client.settle();
    assertThat(client.received()).hasSize(4);
  }

  @Test
  void endsTheConnectionOnAFrameThatIsNoMessage() {
    join();
    client.send("nonsense").send("[null,\"3\",\"phoenix\",\"heartbeat\",{}]");

    assertThat(client.closeCode).isEqualTo(1011);
    assertThat(client.received()).isEmpty();
    assertThat(calls).endsWith("terminate transport_failed");
  }

  @Test
  void disconnectsAllConnectionsOfAnId() {
    join();
    client.pubsub.broadcast(new Broadcast("us:1", "other", Payload.empty()));
    assertThat(client.settle().closeCode).isZero();
    client.pubsub.broadcast(new Broadcast("us:1", "disconnect", Payload.empty()));
    client.settle();

    assertThat(client.closeCode).isEqualTo(1001);
    assertThat(calls).endsWith("terminate disconnected");
  }

  @Test
  void leavesNothingBehind() {
    join();
    assertThat(client.pubsub.topics()).containsExactlyInAnyOrder("room:a", "us:1");
    client.hangUp(new StopReason.Closed());

    assertThat(calls).endsWith("terminate closed");
    assertThat(client.pubsub.topics()).isEmpty();
    assertThat(client.sessions.count()).isZero();
  }

  @Test
  void sendsAnErrorAloneWhenAChannelIsKilled() {
    join();
    assertThat(client.sessions.kill("room:a")).isTrue();
    client.settle();

    assertThat(client.received())
        .containsExactly("[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    assertThat(calls).containsExactly("join {}");
  }

  @Test
  void doesNotWaitForEverForTheEndOfAnOldChannel() {
    join();
    client.put("[\"1\",\"2\",\"room:a\",\"echo\",{}]"); // Not handled: its thread is held up.
    client.put("[\"30\",\"30\",\"room:a\",\"phx_join\",{}]").turn();
    assertThat(calls).hasSize(1);
    client.pass(Duration.ofSeconds(5)).settle();

    assertThat(client.received()).contains(ok("30", "30", "room:a"));
  }
}
