package dev.anqa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Payload;
import dev.anqa.testkit.Room.Chat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The verbs of Phoenix.ChannelTest on a channel; test/phoenix/test/channel_test.exs. */
final class TestChannelTest {
  private final Room.Ends ends = new Room.Ends();
  private final TestEndpoint endpoint = Room.endpoint(ends).build();
  private final TestSocket socket = endpoint.connect(Map.of("token", "ann"));
  private final TestChannel room = socket.subscribeAndJoin("room:a");

  TestChannelTest() {
    room.assertNoMore();
  }

  // ---- pushes

  @Test
  void findsAPush() {
    room.push("whisper", new Chat("hi", 2));

    Push push = room.assertPush("whisper");
    assertThat(push.topic()).isEqualTo("room:a");
    assertThat(push.event()).isEqualTo("whisper");
    assertThat(push.payload(Chat.class)).isEqualTo(new Chat("hi", 2));
  }

  @Test
  void findsAPushByAPartOfItsPayload() {
    room.push("whisper", new Chat("ho", 1));
    room.push("whisper", new Chat("hi", 2));

    assertThat(room.assertPush("whisper", Map.of("body", "hi")).payload().text())
        .isEqualTo("{\"body\":\"hi\",\"stars\":2}");
  }

  @Test
  void findsAPushByAGuard() {
    room.push("whisper", Map.of("body", "hi"));
    room.push("whisper", new Chat("hi", 1));
    room.push("whisper", new Chat("hi", 2));

    assertThat(room.assertPush("whisper", Chat.class, chat -> chat.stars() > 1).stars())
        .isEqualTo(2);
  }

  @Test
  void takesEachPushOnce() {
    room.push("whisper", Map.of("n", 1));
    room.push("whisper", Map.of("n", 2));

    assertThat(room.assertPush("whisper").payload().text()).isEqualTo("{\"n\":1}");
    assertThat(room.assertPush("whisper").payload().text()).isEqualTo("{\"n\":2}");
    assertThatThrownBy(() -> room.assertPush("whisper"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            No push "whisper" came on "room:a" (expected: any payload).
            What came there:

                reply "ok" to "phx_join" {}   <- taken by an assertion before
                push "whisper" {"n":1}   <- taken by an assertion before
                push "whisper" {"n":2}   <- taken by an assertion before\
            """);
  }

  @Test
  void showsWhatDidArrive() {
    room.push("echo", Map.of("a", 1));
    room.push("whisper", Map.of("body", "ho", "stars", 2));
    room.push("whisper", Payload.binary((byte) 1, (byte) 0x1f));

    assertThatThrownBy(() -> room.assertPush("whisper", Map.of("body", "hi")))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "No push \"whisper\" came on \"room:a\" (expected: {\"body\":\"hi\"}).\n")
        .hasMessageContaining("    reply \"ok\" to \"echo\" {\"a\":1}\n")
        .hasMessageContaining("   <- body: \"ho\" (expected: \"hi\")\n")
        .hasMessageEndingWith(
            "push \"whisper\" <2 bytes: 01 1f>"
                + "   <- <2 bytes: 01 1f> (expected: {\"body\":\"hi\"})");
  }

  /** As on every other transport: whoever broadcasts and replies hears itself first. */
  @Test
  void keepsTheOrderOfABroadcastAndTheReplyBehindIt() {
    room.push("tell_and_answer", Map.of("n", 1));

    assertThatThrownBy(() -> room.assertPush("whisper"))
        .message()
        .containsSubsequence("\"told\" {\"n\":1}", "reply \"ok\" to \"tell_and_answer\"");
  }

  @Test
  void showsWhyAGuardDoesNotTakeIt() {
    room.push("whisper", Map.of("body", "hi"));
    room.push("whisper", new Chat("hi", 1));

    assertThatThrownBy(() -> room.assertPush("whisper", Chat.class, chat -> chat.stars() > 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "No push \"whisper\" came on \"room:a\" (expected: a Chat that the guard takes).\n")
        .hasMessageContaining("push \"whisper\" {\"body\":\"hi\"}   <- no Chat: ")
        .hasMessageEndingWith("{\"body\":\"hi\",\"stars\":1}   <- the guard says no");
  }

  @Test
  void showsThatNothingArrived() {
    TestTopic quiet = endpoint.subscribe("quiet");

    assertThatThrownBy(() -> quiet.assertBroadcast("told"))
        .hasMessage(
            """
            No broadcast "told" came on "quiet" (expected: any payload).
            Nothing came there.\
            """);
  }

  @Test
  void showsTheLatestOnlyOfMany() {
    for (int i = 1; i <= 40; i++) {
      room.push("whisper", Map.of("n", i));
    }

    assertThatThrownBy(() -> room.assertPush("other"))
        .hasMessageContaining("The last 30 that came there:\n\n    push \"whisper\" {\"n\":11}\n");
  }

  @Test
  void advisesToLetTimePass() {
    room.push("later");

    assertThatThrownBy(() -> room.assertPush("info"))
        .hasMessageEndingWith(
            "A timer is due in 30000 ms;"
                + " time passes by endpoint.advance(Duration.ofMillis(30000)).");
  }

  @Test
  void advisesToReadAClassFromThePush() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> room.assertPush("whisper", Chat.class))
        .withMessageContaining("write assert…(\"event\").payload(Chat.class)");
  }

  @Test
  void refutesAPush() {
    room.push("whisper", Map.of("body", "ho"));

    room.refutePush("other");
    room.refutePush("whisper", Map.of("body", "hi"));
    assertThatThrownBy(() -> room.refutePush("whisper"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("A push \"whisper\" came on \"room:a\" (expected: none).\n")
        .hasMessageEndingWith("push \"whisper\" {\"body\":\"ho\"}   <- this one");
    assertThatThrownBy(() -> room.refutePush("whisper", Map.of("body", "ho")))
        .hasMessageStartingWith(
            "A push \"whisper\" came on \"room:a\" (expected: none with {\"body\":\"ho\"}).\n");

    room.assertPush("whisper");
    room.refutePush("whisper");
  }

  @Test
  void assertsThatNothingIsLeft() {
    room.push("whisper");

    assertThatThrownBy(room::assertNoMore)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "1 more came on \"room:a\" (expected: none but what assertions took).")
        .hasMessageEndingWith("push \"whisper\" {}");

    room.assertPush("whisper");
    room.assertNoMore();
  }

  @Test
  void carriesBinaryBothWays() {
    byte[] bytes = {0, 1, (byte) 0xff};

    Reply reply = room.push("echo", Payload.binary(bytes)).assertReply("ok");
    assertThat(reply.payload().bytes()).isEqualTo(bytes);
    room.push("whisper", Payload.binary(bytes));
    room.assertPush("whisper", Payload.binary(bytes));
    room.push("tell", Payload.binary(bytes));
    room.assertPush("told", Payload.binary(bytes));
    room.assertBroadcast("told", Payload.binary(bytes));
  }

  // ---- broadcasts

  @Test
  void findsABroadcastThatTheClientGotToo() {
    room.push("tell", new Chat("hi", 2));

    room.assertPush("told", Map.of("stars", 2));
    assertThat(room.assertBroadcast("told").payload().as(Chat.class)).isEqualTo(new Chat("hi", 2));
    room.assertNoMore();
  }

  @Test
  void findsABroadcastByPartOrGuard() {
    room.push("tell", new Chat("hi", 1));
    room.push("tell", new Chat("hi", 2));
    room.push("tell", new Chat("hi", 3));

    room.assertBroadcast("told", Map.of("stars", 2));
    assertThat(room.assertBroadcast("told", Chat.class, chat -> chat.stars() > 1).stars())
        .isEqualTo(3);
    room.refuteBroadcast("told", Map.of("stars", 3));
    assertThatThrownBy(() -> room.refuteBroadcast("told"))
        .hasMessageStartingWith("A broadcast \"told\" came on \"room:a\" (expected: none).");
  }

  @Test
  void broadcastsFromTheTest() {
    room.broadcastFrom("news", Map.of("n", 1));

    room.assertPush("news", Map.of("n", 1));
    room.refuteBroadcast("news");
  }

  @Test
  void seesWhatAChannelInterceptsAsBroadcast() {
    endpoint.broadcast("room:a", "secret", Map.of("code", 7));

    room.assertBroadcast("secret", Map.of("code", 7));
    assertThat(room.assertPush("secret").payload().text()).isEqualTo("{\"hidden\":true}");
  }

  @Test
  void leavesTheSenderOutOfBroadcastFrom() {
    TestChannel other = endpoint.connect(Map.of("token", "bob")).join("room:a");
    room.push("tell_others");

    room.refutePush("told");
    room.assertBroadcast("told");
    other.assertPush("told");
  }

  @Test
  void saysHowToListenToBroadcasts() {
    TestChannel other = socket.join("room:b");

    assertThatIllegalStateException()
        .isThrownBy(() -> other.assertBroadcast("told"))
        .withMessageContaining("socket.subscribeAndJoin(\"room:b\")");
    other.broadcastFrom("news", Map.of());
    other.assertPush("news");
  }

  // ---- messages to itself, assigns

  @Test
  void hasMessagesHandled() {
    room.send("hello");

    room.assertPush("info", Map.of("message", "hello"));
  }

  @Test
  void hearsOfFurtherTopics() {
    room.push("listen").assertReply("ok");
    endpoint.broadcast("news", "extra", Map.of());

    room.assertPush("heard", Map.of("topic", "news", "event", "extra"));
  }

  @Test
  void knowsTheAssigns() {
    assertThat(room.assigns().asMap()).isEqualTo(Map.of("user", "ann", "kind", "room"));
  }

  // ---- ends

  @Test
  void leaves() {
    room.leave().assertReply("ok");

    room.assertClosed();
    assertThat(ends.reasons).containsExactly("left");
    room.leave().assertReply("ok");
    room.push("echo").assertReply("error", Map.of("reason", "unmatched topic"));
  }

  @Test
  void closes() {
    room.close();
    room.close();

    assertThat(ends.reasons).containsExactly("closed");
  }

  @Test
  void stopsWithAReply() {
    room.push("stop").assertReply("ok", Map.of("bye", true));

    room.assertClosed();
    assertThat(ends.reasons).containsExactly("shutdown");
  }

  @Test
  void doesNotTakeOneEndForAnother() {
    assertThatThrownBy(room::assertClosed)
        .hasMessageStartingWith("No end \"phx_close\" came on \"room:a\" (expected: any payload).");
    assertThatThrownBy(room::assertCrashed)
        .hasMessageStartingWith("No end \"phx_error\" came on \"room:a\" (expected: any payload).");

    room.push("boom");
    assertThatThrownBy(room::assertClosed)
        .hasMessageContaining("end \"phx_error\" {\"reason\":\"channel_crash\"}\n")
        .hasMessageEndingWith(
            "A callback of Room threw: java.lang.IllegalStateException: unknown event boom")
        .hasRootCauseMessage("unknown event boom");
    assertThat(room.assertCrashed())
        .hasValueSatisfying(cause -> assertThat(cause).hasMessage("unknown event boom"));
    assertThat(ends.reasons).containsExactly("crash");
  }

  @Test
  void seesAKillAsACrashWithoutCause() {
    endpoint.sessions().kill("room:a");
    endpoint.settle();

    assertThat(room.assertCrashed()).isEmpty();
    assertThat(ends.reasons).isEmpty();
  }
}
