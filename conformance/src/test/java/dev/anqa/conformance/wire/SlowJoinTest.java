package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A join that takes 700 ms delays its own topic and nothing else. Phoenix lets it delay the
 * connection (row R20); this is a deliberate better answer, which keeps the order of each topic.
 */
@TransportContract
@Execution(ExecutionMode.CONCURRENT) // All wait.
class SlowJoinTest {
  private final RunningLab lab;
  private final Dialect dialect;
  @AutoClose private final Phoenix client;

  SlowJoinTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.client = lab.connect(dialect);
  }

  @Test
  void delaysNoHeartbeat() {
    Sent join = client.join("room:slow");
    Sent heartbeat = client.heartbeat();
    client.expect(heartbeat.ok(), join.ok());
  }

  @Test
  void delaysNoOtherTopic() {
    String other = Phoenix.room();
    client.joined(other);
    Sent slow = client.join("room:slow");
    Sent echo = client.send(other, "echo", "{\"a\":1}");
    String third = Phoenix.room();
    Sent join = client.join(third);
    client.expectInAnyOrder(echo.ok("{\"a\":1}"), join.ok());
    Sent leave = client.leave(third);
    client.expect(leave.ok(), join.closed(), join.youLeft(), slow.ok());
  }

  /** Spec section 1.10, 1 and 4. */
  @Test
  void delaysTheMessagesOfItsOwnTopicInTheirOrder() {
    Sent join = client.join("room:slow");
    Sent first = client.send("room:slow", "echo", "{\"i\":1}");
    client.send("room:slow", "push", "{\"i\":2}");
    Sent third = client.send("room:slow", "echo", "{\"i\":3}");
    client.expect(
        join.ok(), first.ok("{\"i\":1}"), join.push("pushed", "{\"i\":2}"), third.ok("{\"i\":3}"));
  }

  /** Spec section 1.8: a leave waits for the join that it follows. */
  @Test
  void isFollowedByTheLeaveThatWaitsForIt() {
    Sent join = client.join("room:slow");
    Sent leave = client.leave("room:slow");
    client.expect(join.ok(), leave.ok(), join.closed(), join.youLeft());
    client.expect(client.send("room:slow", "ok").unmatched());
  }

  /** Spec section 8.2: what phoenix.js does when its join timed out. */
  @Test
  void mayBeLeftAndJoinedAgainWhileItRuns() {
    Sent first = client.join("room:slow");
    Sent leave = client.leave("room:slow");
    Sent second = client.join("room:slow");
    String frame = client.next();
    assertThat(frame).isEqualTo(first.ok());
    while (!frame.equals(second.ok())) {
      frame = client.next();
      assertThat(frame).isIn(leave.ok(), first.closed(), first.youLeft(), second.ok());
    }
    Sent probe = client.send("room:slow", "echo", "{\"live\":true}");
    while (!frame.equals(probe.ok("{\"live\":true}"))) {
      frame = client.next();
    }
  }

  @Test
  void mayBeRepeatedWhileItRuns() {
    Sent first = client.join("room:slow");
    Sent second = client.join("room:slow");
    client.expect(first.ok(), second.ok(), first.closed());
    Sent probe = client.send("room:slow", "echo", "{\"live\":true}");
    client.expect(probe.ok("{\"live\":true}"));
  }

  /** Nobody waits for a channel whose connection is gone. */
  @Test
  void endsWithItsConnection() {
    String uid = "gone-" + dialect.wire() + "-" + dialect.vsn();
    try (Phoenix gone = lab.connect("/socket", dialect, "uid=" + uid)) {
      gone.join("room:slow");
      gone.expectNothing();
      assertThat(lab.control("{'do':'sockets'}").toString()).contains(uid);
    }
    await().until(() -> !lab.control("{'do':'sockets'}").toString().contains(uid));
  }
}
