package dev.anqa.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One connection that drains: answers what it was sent, then closes with 1012, and nothing else.
 */
final class DrainedSessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<String> calls = new ArrayList<>();
  private final Scripted client = new Scripted();

  private final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      if (event.equals("boom")) {
        throw new IllegalStateException("boom");
      }
      socket.broadcast("said", payload);
      return HandleResult.ok();
    }

    @Override
    public void terminate(StopReason reason, ChannelSocket socket) {
      calls.add("terminate " + reason.label());
      socket.push("you_left", Map.of());
    }
  }

  private void connect() {
    client.connect(SocketHandler.anonymous().channel("room:*", Room::new), "2.0.0");
  }

  private void join(String topic) {
    client.send("[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic));
    assertThat(client.received()).hasSize(1);
  }

  private void drain() {
    assertThat(client.sessions.drain(1, PATIENCE)).isEqualTo(1);
  }

  @Test
  void closesAtOnceWhereNothingIsJoined() {
    connect();
    drain();
    client.turn();
    assertThat(client.closeCode).isEqualTo(1012);
  }

  @Test
  void answersWhatWasSentThenClosesAndSaysNothingMore() {
    connect();
    join("room:a");
    join("room:b");
    client.put("[\"1\",\"2\",\"room:a\",\"say\",{\"n\":1}]");
    drain();
    client.turn().put("[\"1\",\"3\",\"room:a\",\"say\",{\"n\":2}]"); // Too late.
    assertThat(client.closeCode).isZero();
    client.settle();

    assertThat(client.received())
        .containsExactly(
            "[null,null,\"room:a\",\"said\",{\"n\":1}]",
            "[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    assertThat(client.closeCode).isEqualTo(1012);
    assertThat(calls).containsExactly("terminate draining", "terminate draining");
  }

  @Test
  void tellsOfACrashThatWhatWasSentLedTo() {
    connect();
    join("room:a");
    client.put("[\"1\",\"2\",\"room:a\",\"boom\",{}]");
    drain();
    client.settle();

    assertThat(client.received())
        .containsExactly(
            "[\"1\",null,\"room:a\",\"you_left\",{}]",
            "[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    assertThat(client.closeCode).isEqualTo(1012);
  }

  @Test
  void waitsForAChannelNoLongerThanItsPatience() {
    connect();
    join("room:a");
    drain();
    client.turn(); // No callback runs: the channel's thread is held up.
    client.passTimersOnly(PATIENCE.minusNanos(1));
    assertThat(client.closeCode).isZero();
    client.passTimersOnly(Duration.ofNanos(1));
    assertThat(client.closeCode).isEqualTo(1012);
  }

  @Test
  void waitsForNoJoin() {
    connect();
    client.put("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]");
    drain();
    client.turn();
    assertThat(client.closeCode).isEqualTo(1012);
    client.settle();
    assertThat(calls).containsExactly("terminate draining");
    assertThat(client.pubsub.topics()).isEmpty();
  }

  @Test
  void letsASocketWithoutChannelsAnswerFirst() {
    RawSocket echo =
        new RawSocket() {
          @Override
          public void handleIn(Frame frame, Connection connection) {
            connection.send(frame);
          }

          @Override
          public void terminate(StopReason reason) {
            calls.add("terminate " + reason.label());
          }
        };
    client.connect(RawSocketHandler.anonymous("Echo", () -> echo), "2.0.0").settle();
    client.put("hi");
    drain();
    client.settle();

    assertThat(client.received()).containsExactly("hi");
    assertThat(client.closeCode).isEqualTo(1012);
    assertThat(calls).containsExactly("terminate draining");
  }

  @Test
  void closesASocketWithoutChannelsThatDoesNotAnswer() {
    client.connect(RawSocketHandler.anonymous("Mute", () -> (_, _) -> {}), "2.0.0");
    drain();
    client.passTimersOnly(PATIENCE);
    assertThat(client.closeCode).isEqualTo(1012);
  }
}
