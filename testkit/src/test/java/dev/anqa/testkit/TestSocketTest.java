package dev.anqa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Payload;
import dev.anqa.testkit.Room.Chat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Joins, and the end of a connection. */
final class TestSocketTest {
  private final Room.Ends ends = new Room.Ends();
  private final TestEndpoint endpoint = Room.endpoint(ends).build();
  private final TestSocket socket = endpoint.connect(Map.of("token", "ann"));

  @Test
  void joins() {
    TestChannel room = socket.join("room:a", new Chat("hi", 1));

    assertThat(room.topic()).isEqualTo("room:a");
    assertThat(room.joinReply().as(Chat.class)).isEqualTo(new Chat("hi", 1));
    room.assertNoMore();
  }

  @Test
  void hasDoneWhatTheJoinBroughtAbout() {
    TestChannel room = socket.subscribeAndJoin("room:greeting", Map.of());

    assertThat(room.joinReply().text()).isEqualTo("{\"seen\":3}");
    room.assertPush("info", Map.of("message", "greet"));
  }

  @Test
  void joinsAChannelThatStopsAtOnce() {
    TestChannel room = socket.join("room:brief");

    room.assertClosed();
    room.send("too late");
    room.assertNoMore();
  }

  @Test
  void saysWhyAJoinWasRefused() {
    assertThatThrownBy(() -> socket.join("room:private"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            The join of "room:private" was refused: {"reason":"members only"} (expected: ok).
            What came there:

                reply "error" to "phx_join" {"reason":"members only"}   <- taken by an assertion before\
            """);
    assertThatThrownBy(() -> socket.join("room:broken"))
        .hasMessageContaining("A join of Room threw: java.lang.IllegalStateException: no room")
        .hasRootCauseMessage("no room");
    assertThatThrownBy(() -> socket.subscribeAndJoin("lobby:1"))
        .hasMessageContaining("add one to the SocketHandler: .channel(\"lobby:*\", …)");
  }

  @Test
  void assertsThatAJoinIsRefused() {
    Reply reply = socket.assertJoinRefused("room:private");

    assertThat(reply.status()).isEqualTo("error");
    assertThat(reply.payload().map()).isEqualTo(Map.of("reason", "members only"));
    assertThatThrownBy(() -> socket.assertJoinRefused("room:a", Map.of("n", 1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("The join of \"room:a\" was accepted (expected: refused).")
        .hasMessageContaining("reply \"ok\" to \"phx_join\" {\"n\":1}");
  }

  @Test
  void joinsASecondTime() {
    TestChannel first = socket.join("room:a");
    TestChannel second = socket.join("room:a");

    first.assertClosed();
    first.assertNoMore();
    endpoint.broadcast("room:a", "news", Map.of());
    second.assertPush("news");
    second.push("echo").assertReply("ok");
  }

  @Test
  void keepsTheChannelsOfAClientApart() {
    TestChannel a = socket.join("room:a");
    TestChannel b = socket.join("room:b");
    a.push("tell");

    a.assertPush("told");
    b.assertNoMore();
  }

  @Test
  void hangsUp() {
    TestChannel room = socket.join("room:a");
    assertThat(socket.isOpen()).isTrue();

    socket.close();
    socket.close();

    assertThat(socket.isOpen()).isFalse();
    assertThat(ends.reasons).containsExactly("closed");
    assertThat(endpoint.sessions().count()).isZero();
    room.push("echo").refuteReply();
    assertThatThrownBy(() -> socket.assertClosed(1001))
        .hasMessage(
            "The connection was closed by the client (expected: closed by the server with 1001).");
  }

  @Test
  void isDisconnectedByItsId() {
    TestTopic id = endpoint.subscribe("users:ann");
    TestChannel room = socket.join("room:a");
    assertThat(socket.id()).isEqualTo("users:ann");
    assertThatThrownBy(() -> socket.assertClosed(1001))
        .isInstanceOf(AssertionError.class)
        .hasMessage("The connection is open (expected: closed by the server with 1001).");

    endpoint.disconnect("users:bob");
    assertThat(socket.isOpen()).isTrue();
    endpoint.disconnect("users:ann");

    socket.assertClosed(1001);
    id.assertBroadcast("disconnect");
    assertThatThrownBy(() -> socket.assertClosed(1012))
        .hasMessage(
            "The connection was closed with 1001 (expected: closed by the server with 1012).");
    assertThat(ends.reasons).containsExactly("disconnected");
    assertThat(endpoint.sessions().count()).isZero();
    room.push("echo").refuteReply();
  }

  @Test
  void isClosedForWhatIsNoMessage() {
    TestChannel room = socket.join("room:a");
    room.push("echo", Payload.json("{\"no\":json}"));

    socket.assertClosed(1011);
    assertThat(ends.reasons).containsExactly("transport_failed");
  }
}
