package dev.anqa.examples.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.socket.SocketHandler;
import dev.anqa.testkit.TestChannel;
import dev.anqa.testkit.TestEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The channel without a server, in no time. */
final class NumbersChannelTest {
  record JoinedAt(String joined_at) {}

  private final AtomicLong numbers = new AtomicLong();
  private final TestEndpoint endpoint =
      TestEndpoint.of(
          SocketHandler.anonymous().channel("numbers:*", () -> new NumbersChannel(numbers)));

  @Test
  void pushesANumberAtOnceAndEachSecond() {
    TestChannel positive = endpoint.connect().join("numbers:positive");
    positive.assertPush("update", Map.of("number", 1));
    positive.refutePush("update");

    endpoint.advance(Duration.ofSeconds(2));

    positive.assertPush("update", Map.of("number", 2));
    positive.assertPush("update", Map.of("number", 3));
    positive.assertNoMore();
  }

  @Test
  void givesEachNumberOutOnce() {
    TestChannel positive = endpoint.connect().join("numbers:positive");
    TestChannel negative = endpoint.connect().join("numbers:negative");

    positive.assertPush("update", Map.of("number", 1));
    negative.assertPush("update", Map.of("number", -2));
  }

  @Test
  void stopsWhenTheClientLeaves() {
    TestChannel positive = endpoint.connect().join("numbers:positive");
    positive.leave().assertReply("ok");
    endpoint.advance(Duration.ofMinutes(1));

    assertThat(numbers).hasValue(1);
  }

  @Test
  void saysSinceWhenTheClientIsIn() {
    TestChannel positive = endpoint.connect().join("numbers:positive");
    JoinedAt reply = positive.push("joined_at").assertReply("ok").payload(JoinedAt.class);

    assertThat(Instant.parse(reply.joined_at())).isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void refusesOtherTypes() {
    assertThat(endpoint.connect().assertJoinRefused("numbers:imaginary").payload().text())
        .isEqualTo("{\"reason\":\"unmatched topic\"}");
  }
}
