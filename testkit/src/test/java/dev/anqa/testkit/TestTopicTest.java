package dev.anqa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.testkit.Room.Chat;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A test that listens to a topic. */
final class TestTopicTest {
  private final TestEndpoint endpoint = TestEndpoint.builder().timeout(Duration.ZERO).build();
  private final TestTopic topic = endpoint.subscribe("room:a");

  @Test
  void findsBroadcasts() {
    endpoint.broadcast("room:a", "told", new Chat("hi", 1));
    endpoint.broadcast("room:a", "told", new Chat("hi", 2));
    endpoint.broadcast("room:a", "told", new Chat("hi", 3));
    endpoint.broadcast("room:b", "told", new Chat("hi", 4));

    assertThat(topic.topic()).isEqualTo("room:a");
    topic.assertBroadcast("told", Map.of("stars", 3));
    assertThat(topic.assertBroadcast("told", Chat.class, chat -> chat.stars() > 1).stars())
        .isEqualTo(2);
    assertThat(topic.assertBroadcast("told").payload().as(Chat.class).stars()).isEqualTo(1);
    topic.assertNoMore();
  }

  @Test
  void showsWhatWasBroadcastInstead() {
    endpoint.broadcast("room:a", "told", new Chat("hi", 1));

    assertThatThrownBy(() -> topic.assertBroadcast("other"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            No broadcast "other" came on "room:a" (expected: any payload).
            What came there:

                broadcast "told" {"body":"hi","stars":1}\
            """);
    assertThatThrownBy(() -> topic.assertBroadcast("told", Map.of("stars", 2)))
        .hasMessageContaining("<- stars: 1 (expected: 2)");
    assertThatThrownBy(() -> topic.assertBroadcast("told", Chat.class, chat -> false))
        .hasMessageContaining("<- the guard says no");
    assertThatThrownBy(topic::assertNoMore).hasMessageStartingWith("1 more came on \"room:a\"");
  }

  @Test
  void refutesBroadcasts() {
    topic.broadcastFrom("told", Map.of("n", 1));
    topic.refuteBroadcast("told");
    endpoint.broadcast("room:a", "told", Map.of("n", 1));

    topic.refuteBroadcast("told", Map.of("n", 2));
    assertThatThrownBy(() -> topic.refuteBroadcast("told"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("A broadcast \"told\" came on \"room:a\" (expected: none).");
    assertThatThrownBy(() -> topic.refuteBroadcast("told", Map.of("n", 1)))
        .hasMessageStartingWith(
            "A broadcast \"told\" came on \"room:a\" (expected: none with {\"n\":1}).");
  }
}
