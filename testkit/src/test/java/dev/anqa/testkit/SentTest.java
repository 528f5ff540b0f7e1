package dev.anqa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Payload;
import dev.anqa.testkit.Room.Chat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Replies to what a client sent. */
final class SentTest {
  private final TestEndpoint endpoint = Room.endpoint(new Room.Ends()).build();
  private final TestChannel room = endpoint.connect(Map.of("token", "ann")).join("room:a");

  @Test
  void findsTheReplyToThisMessage() {
    Sent first = room.push("echo", new Chat("hi", 1));
    Sent second = room.push("echo", new Chat("ho", 2));

    assertThat(second.event()).isEqualTo("echo");
    assertThat(second.assertReply().payload(Chat.class)).isEqualTo(new Chat("ho", 2));
    assertThat(first.assertReply("ok").payload().text()).isEqualTo("{\"body\":\"hi\",\"stars\":1}");
    room.assertNoMore();
  }

  @Test
  void findsAReplyByPartOrGuard() {
    room.push("echo", new Chat("hi", 1)).assertReply("ok", Map.of("stars", 1));
    Chat chat =
        room.push("echo", new Chat("hi", 2)).assertReply("ok", Chat.class, it -> it.stars() == 2);

    assertThat(chat.body()).isEqualTo("hi");
    assertThat(room.push("refuse").assertReply().status()).isEqualTo("error");
  }

  @Test
  void showsTheReplyThatCameInstead() {
    Sent sent = room.push("refuse");

    assertThatThrownBy(() -> sent.assertReply("ok"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            No reply "ok" to "refuse" came on "room:a" (expected: any payload).
            What came there:

                reply "ok" to "phx_join" {}   <- taken by an assertion before
                reply "error" to "refuse" {"reason":"no"}\
            """);
    assertThatThrownBy(() -> sent.assertReply("error", Map.of("reason", "yes")))
        .hasMessageContaining("<- reason: \"no\" (expected: \"yes\")");
    assertThatThrownBy(() -> sent.assertReply("error", Chat.class, _ -> true))
        .hasMessageContaining("<- no Chat: ");
  }

  @Test
  void showsThatThereIsNoReply() {
    Sent sent = room.push("whisper");

    assertThatThrownBy(sent::assertReply)
        .hasMessageStartingWith(
            "No reply to \"whisper\" came on \"room:a\" (expected: any payload).");
  }

  @Test
  void refutesAReply() {
    room.push("whisper").refuteReply();
    Sent sent = room.push("refuse");

    sent.refuteReply("ok");
    assertThatThrownBy(sent::refuteReply)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("A reply to \"refuse\" came on \"room:a\" (expected: none).")
        .hasMessageEndingWith("reply \"error\" to \"refuse\" {\"reason\":\"no\"}   <- this one");
    assertThatThrownBy(() -> sent.refuteReply("error"))
        .hasMessageStartingWith(
            "A reply \"error\" to \"refuse\" came on \"room:a\" (expected: none).");

    sent.assertReply("error");
    sent.refuteReply();
  }

  @Test
  void keepsTheResponseToTheByte() {
    Payload odd = Payload.json("{\"a\" : 1.0e2,\"status\":\"x\",\"t\":\",\\\"status\\\":\"}");

    assertThat(room.push("echo", odd).assertReply("ok").payload().text()).isEqualTo(odd.text());
  }
}
