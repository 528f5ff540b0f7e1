package dev.anqa.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.StopReason;
import dev.anqa.channel.UnhandledEventException;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * How each callback may end a channel, and the mistakes that a developer may make in one: row 117
 * of {@code socket_test.exs}, rows 141, 152, 153 and 160 of {@code channel_test.exs}.
 */
final class ChannelCallbacksTest {
  private static final String YOU_LEFT = "[\"1\",null,\"room:a\",\"you_left\",{}]";
  private static final String CLOSED = "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]";
  private static final String CRASHED =
      "[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]";

  private final List<String> calls = new ArrayList<>();
  private final Scripted client = new Scripted();

  /** Sends itself the events that it gets. */
  private final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      if (topic.equals("room:ref")) {
        socket.replyRef();
      }
      return topic.equals("room:null") ? null : JoinResult.ok();
    }

    @Override
    public Set<String> intercepts() {
      return Set.of("stop", "throw");
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      socket.sendSelf(event);
      return event.equals("null") ? null : HandleResult.noReply();
    }

    @Override
    public void handleOut(String event, Payload payload, ChannelSocket socket) {
      act(event, socket);
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {
      act((String) message, socket);
    }

    private void act(String what, ChannelSocket socket) {
      calls.add(what);
      switch (what) {
        case "stop" -> socket.stop(StopReason.shutdown());
        case "give up" -> socket.stop(StopReason.crash(new IllegalStateException("gave up")));
        case "ref" -> socket.replyRef();
        default -> throw new IllegalStateException("boom");
      }
    }

    @Override
    public void terminate(StopReason reason, ChannelSocket socket) {
      calls.add("terminate " + reason.label());
      socket.push("you_left", Map.of());
    }
  }

  /** Handles nothing but "tell", "later" and "echo". */
  private static final class Bare implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public Set<String> intercepts() {
      return Set.of("out");
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      if (event.equals("tell")) {
        socket.sendSelf(42);
      } else if (event.equals("later")) {
        socket.replyRef().ok(payload);
        return HandleResult.noReply();
      }
      return HandleResult.ok(payload);
    }
  }

  /** Sends a message of the channel's own client to a topic, with a join before it. */
  private void joinThenSend(String topic, String event) {
    join(topic);
    client.send("[\"1\",\"2\",\"%s\",\"%s\",{}]".formatted(topic, event));
  }

  private void joinThenBroadcast(String topic, String event) {
    join(topic);
    client.pubsub.broadcast(new Broadcast(topic, event, Payload.empty()));
    client.settle();
  }

  private void join(String topic) {
    connectTo(SocketHandler.anonymous().channel("room:*", Room::new).channel("bare:*", Bare::new));
    joinOnly(topic);
    assertThat(client.received()).containsExactly(joined(topic, "{}"));
  }

  private void connectTo(SocketHandler handler) {
    client.connect(handler, "2.0.0");
  }

  private void joinOnly(String topic) {
    client.send("[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic));
  }

  private static String joined(String topic, String response) {
    return "[\"1\",\"1\",\"%s\",\"phx_reply\",{\"response\":%s,\"status\":\"ok\"}]"
        .formatted(topic, response);
  }

  /** The one event of a kind. */
  private <T extends TelemetryEvent> T told(Class<T> kind) {
    List<T> told = client.events.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  // ---- routes

  private static Supplier<Channel> saying(String name) {
    return () -> (_, _, _) -> JoinResult.ok(Map.of("by", name));
  }

  @Test
  void leadsATopicToTheFirstRouteThatMatches() {
    connectTo(
        SocketHandler.anonymous()
            .channel("food*", saying("first"))
            .channel("foo*", saying("second"))
            .channel("food:2", saying("third")));
    List.of("foo:1", "food:1", "food:2", "unknown").forEach(this::joinOnly);

    assertThat(client.received())
        .containsExactly(
            joined("foo:1", "{\"by\":\"second\"}"),
            joined("food:1", "{\"by\":\"first\"}"),
            joined("food:2", "{\"by\":\"first\"}"),
            "[null,\"1\",\"unknown\",\"phx_reply\","
                + "{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}]");
  }

  // ---- handleOut

  @Test
  void closesWhenHandleOutStopsTheChannel() {
    joinThenBroadcast("room:a", "stop");

    assertThat(client.received()).containsExactly(CLOSED, YOU_LEFT);
    assertThat(calls).containsExactly("stop", "terminate shutdown");
  }

  @Test
  void crashesWhenHandleOutThrows() {
    joinThenBroadcast("room:a", "throw");

    assertThat(client.received()).containsExactly(YOU_LEFT, CRASHED);
    assertThat(calls).containsExactly("throw", "terminate crash");
    assertThat(told(TelemetryEvent.ChannelCrashed.class).cause()).hasMessage("boom");
  }

  @Test
  void saysWhatToWriteWhenAnInterceptedEventIsNotHandled() {
    joinThenBroadcast("bare:a", "out");

    assertThat(told(TelemetryEvent.ChannelCrashed.class).cause())
        .isInstanceOf(UnhandledEventException.class)
        .hasMessageContaining(
            "$Bare got the event \"out\" and does not handle it. Override handleIn"
                + " (handleOut for an intercepted event)");
  }

  // ---- handleInfo

  @Test
  void closesWhenHandleInfoStopsTheChannel() {
    joinThenSend("room:a", "stop");

    assertThat(client.received()).containsExactly(CLOSED, YOU_LEFT);
    assertThat(calls).containsExactly("stop", "terminate shutdown");
    assertThat(told(TelemetryEvent.ChannelClosed.class).reason()).isEqualTo("shutdown");
  }

  @Test
  void tellsOfACrashWhenHandleInfoGivesUp() {
    joinThenSend("room:a", "give up");

    assertThat(client.received()).containsExactly(YOU_LEFT, CRASHED);
    assertThat(calls).containsExactly("give up", "terminate crash");
    assertThat(told(TelemetryEvent.ChannelCrashed.class).cause()).hasMessage("gave up");
  }

  @Test
  void dropsAMessageThatNoHandleInfoTakesTellsOfItAndWorksOn() {
    joinThenSend("bare:a", "tell");
    client.received();

    assertThat(told(TelemetryEvent.UnexpectedMessage.class))
        .satisfies(
            event -> assertThat(event.message()).isEqualTo("java.lang.Integer"),
            event -> assertThat(event.source().topic()).isEqualTo("bare:a"));
    client.send("[\"1\",\"3\",\"bare:a\",\"echo\",{\"n\":1}]");
    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"3\",\"bare:a\",\"phx_reply\",{\"response\":{\"n\":1},\"status\":\"ok\"}]");
  }

  @Test
  void tellsNobodyOfTheEndOfAChannelThatWasKilledBeforeItsJoin() {
    connectTo(SocketHandler.anonymous().channel("bare:*", Bare::new));
    client.put("[\"1\",\"1\",\"bare:a\",\"phx_join\",{}]");
    assertThat(client.sessions.kill("bare:a")).isTrue();
    client.settle();

    assertThat(client.events)
        .noneMatch(TelemetryEvent.ChannelJoined.class::isInstance)
        .noneMatch(TelemetryEvent.ChannelClosed.class::isInstance);
  }

  // ---- mistakes

  private static String noMessage(String topic) {
    return "replyRef outside handleIn of \"%s\": there is no message to answer. Take the ref in handleIn and keep it for later."
        .formatted(topic);
  }

  @Test
  void saysWhatToWriteWhenAReplyRefIsTakenOutsideHandleIn() {
    joinThenSend("room:a", "ref");

    assertThat(client.received()).containsExactly(YOU_LEFT, CRASHED);
    assertThat(told(TelemetryEvent.ChannelCrashed.class).cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(noMessage("room:a"));
  }

  /** Row 141. */
  @Test
  void hasNoReplyRefForAMessageWithoutARef() {
    joinThenSend("bare:a", "later");
    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"2\",\"bare:a\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    client.send("[\"1\",null,\"bare:a\",\"later\",{}]");

    assertThat(client.received())
        .containsExactly("[\"1\",\"1\",\"bare:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    assertThat(told(TelemetryEvent.ChannelCrashed.class).cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("replyRef for a message on \"bare:a\" that has no ref");
  }

  @Test
  void saysWhatToWriteWhenAReplyRefIsTakenInJoin() {
    connectTo(SocketHandler.anonymous().channel("room:*", Room::new));
    joinOnly("room:ref");

    assertThat(told(TelemetryEvent.JoinCrashed.class).cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(noMessage("room:ref"));
  }

  @Test
  void saysWhatToReturnWhenJoinReturnsNull() {
    connectTo(SocketHandler.anonymous().channel("room:*", Room::new));
    joinOnly("room:null");

    assertThat(client.received())
        .containsExactly(
            "[\"1\",\"1\",\"room:null\",\"phx_reply\","
                + "{\"response\":{\"reason\":\"join crashed\"},\"status\":\"error\"}]");
    assertThat(told(TelemetryEvent.JoinCrashed.class).cause())
        .hasMessage(
            Room.class.getName()
                + ".join returned null. Return JoinResult.ok(), JoinResult.ok(reply),"
                + " JoinResult.refused(\"why\") or JoinResult.refusedWith(payload).");
  }

  @Test
  void saysWhatToReturnWhenHandleInReturnsNull() {
    joinThenSend("room:a", "null");

    assertThat(client.received()).containsExactly(YOU_LEFT, CRASHED);
    assertThat(told(TelemetryEvent.ChannelCrashed.class).cause())
        .hasMessage(
            Room.class.getName()
                + ".handleIn returned null for \"null\". Return HandleResult.noReply(), ok(),"
                + " ok(payload), error(payload), reply(status, payload) or stop(reason).");
  }
}
