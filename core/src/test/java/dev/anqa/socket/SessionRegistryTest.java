package dev.anqa.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.ChannelState;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.telemetry.SocketSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What those see who look into a running node. */
final class SessionRegistryTest {
  private static final Duration BOUND = Duration.ofSeconds(1);

  private final Scripted client = new Scripted();

  /** What the next {@code inspect} answers; an exception is thrown. */
  private Object shown = Map.of("number", 7);

  private final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      return HandleResult.ok();
    }

    @Override
    public Object inspect(ChannelSocket socket) {
      if (shown instanceof RuntimeException thrown) {
        throw thrown;
      }
      return shown;
    }
  }

  private final SocketHandler handler =
      SocketHandler.connecting("UserSocket", _ -> ConnectResult.ok(Map.of("uid", "7")).id("us:7"))
          .limits(SocketLimits.standard().mailboxCapacity(4))
          .channel("room:*", Room::new);

  private void join() {
    client.connect(handler, "2.0.0").send("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]");
  }

  private CompletableFuture<ChannelState> ask() {
    return client.sessions.channel(1, "room:a", BOUND).orElseThrow().state();
  }

  @Test
  void numbersConnectionsInTheirOrder() {
    client.connect(handler, "2.0.0").connect(handler, "2.0.0").connect(handler, "2.0.0");

    assertThat(client.sessions.sockets())
        .extracting(SocketInfo::connection)
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void walksOverConnectionsAndWhatWaitsForTheirChannels() {
    join();
    client.connect(RawSocketHandler.anonymous("Raw", () -> (_, _) -> {}), "2.0.0");
    client.connect(handler, "2.0.0");
    List<String> seen = new ArrayList<>();
    client.sessions.walk(
        socket -> seen.add(socket.socket() + socket.connection()),
        (channel, mailbox) -> seen.add(channel.route() + mailbox));

    assertThat(seen).containsExactly("UserSocket1", "room:*0", "Raw2", "UserSocket3");
  }

  @Test
  void listsConnectionsPageByPage() {
    for (int i = 0; i < 5; i++) {
      client.connect(handler, "2.0.0");
    }

    assertThat(client.sessions.sockets(2, 2, _ -> true))
        .extracting(SocketInfo::connection)
        .containsExactly(3L, 4L);
    assertThat(client.sessions.sockets(0, 2, source -> source.connection() % 2 == 0))
        .extracting(SocketInfo::connection)
        .containsExactly(2L, 4L);
  }

  @Test
  void showsAConnectionAndItsChannels() {
    join();
    client.send("[\"1\",\"2\",\"room:a\",\"x\",{}]").pass(Duration.ofSeconds(3));

    SocketInfo socket = client.sessions.socket(1).orElseThrow();

    SocketSource source = socket.source();
    assertThat(source.socket()).isEqualTo("UserSocket");
    assertThat(source.id()).isEqualTo("us:7");
    assertThat(source.transport()).isEqualTo("websocket");
    assertThat(source.peer().getPort()).isEqualTo(5);
    assertThat(socket.channels())
        .containsExactly(
            new SocketInfo.ChannelInfo("room:a", "Room", "joined", 0, 1, Duration.ofSeconds(3)));
  }

  @Test
  void showsWhatAChannelShows() {
    join();

    ChannelView view = client.sessions.channel(1, "room:a", BOUND).orElseThrow();
    client.settle();

    assertThat(view.assigns().asMap()).containsExactly(Map.entry("uid", "7"));
    assertThat(view.state().join())
        .isEqualTo(new ChannelState.Shown(Payload.json("{\"number\":7}")));
  }

  @Test
  void doesNotWaitForAChannelThatIsBusy() {
    join();

    CompletableFuture<ChannelState> answer = ask();
    client.passOnly(BOUND);

    assertThat(answer.join()).isEqualTo(new ChannelState.Busy());
  }

  @Test
  void leavesHalfOfTheMailboxToTheClient() {
    join();
    List<CompletableFuture<ChannelState>> asked = List.of(ask(), ask(), ask(), ask(), ask());

    assertThat(asked.stream().map(CompletableFuture::isDone))
        .containsExactly(false, false, true, true, true);
    assertThat(client.send("[\"1\",\"2\",\"room:a\",\"x\",{}]").received())
        .last()
        .asString()
        .contains("\"status\":\"ok\"");
  }

  @Test
  void outlivesAnInspectionThatFails() {
    join();
    shown = new IllegalStateException("s3cret");

    CompletableFuture<ChannelState> answer = ask();
    client.settle();

    assertThat(answer.join())
        .isEqualTo(new ChannelState.Unreadable("inspect threw java.lang.IllegalStateException"));
    assertThat(client.sessions.socket(1).orElseThrow().channels()).hasSize(1);
  }

  @Test
  void showsNoMoreThanSomeKilobytesOfAChannel() {
    join();
    shown = Map.of("text", "x".repeat(70_000));

    CompletableFuture<ChannelState> answer = ask();
    client.settle();

    assertThat(answer.join())
        .isEqualTo(new ChannelState.Unreadable("70011 bytes (expected: <= 65536)"));
  }

  @Test
  void saysThatAChannelIsOver() {
    join();

    client.put("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]");
    CompletableFuture<ChannelState> answer = ask();
    client.settle();

    assertThat(answer.join()).isEqualTo(new ChannelState.Ended());
  }

  @Test
  void kicksOneChannelInAnOrderlyWay() {
    join();
    client.received();

    assertThat(client.sessions.kick(1, "room:b")).isFalse();
    assertThat(client.sessions.kick(1, "room:a")).isTrue();

    assertThat(client.settle().received())
        .containsExactly("[\"1\",\"1\",\"room:a\",\"phx_close\",{}]");
    assertThat(client.closeCode).isZero();
  }

  @Test
  void disconnectsOneConnection() {
    join();

    assertThat(client.sessions.disconnect(2)).isFalse();
    assertThat(client.sessions.disconnect(1)).isTrue();

    client.settle();
    assertThat(client.closeCode).isEqualTo(1001);
  }
}
