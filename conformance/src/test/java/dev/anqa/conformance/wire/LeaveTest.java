package dev.anqa.conformance.wire;

import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Leaving in both versions: spec section 1.8. */
@TransportContract
class LeaveTest {
  private final RunningLab lab;
  private final Dialect dialect;
  @AutoClose private final Phoenix client;
  private final String room = Phoenix.room();
  private final Sent join;

  LeaveTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.client = lab.connect(dialect);
    this.join = client.joined(room);
  }

  /** Rows 6, 155 and R2: reply, close, and then what terminate pushes. */
  @Test
  void isAnsweredThenClosesTheChannelThenLetsItsLastPushesOut() {
    Sent leave = client.leave(room);
    client.expect(leave.ok(), join.closed(), join.youLeft());
    client.expectNothing();
  }

  /** Row 7. */
  @Test
  void endsTheChannel() {
    client.leave(room);
    await().until(() -> lab.statuses(room).isEmpty());
  }

  /** Rows 8 and 9. */
  @Test
  void makesTheTopicUnmatched() {
    Sent leave = client.leave(room);
    client.expect(leave.ok(), join.closed(), join.youLeft());
    client.expect(client.send(room, "echo").unmatched());
    client.expect(client.send(room, "echo").unmatched());
    client.expectNothing();
  }

  /** Row 155: leaving again is harmless. */
  @Test
  void mayBeRepeated() {
    Sent leave = client.leave(room);
    client.expect(leave.ok(), join.closed(), join.youLeft());
    client.expect(client.leave(room).ok());
    client.expectNothing();
  }

  @Test
  void endsTheDeliveryOfBroadcasts() {
    try (Phoenix other = lab.connect(dialect)) {
      other.joined(room);
      Sent leave = client.leave(room);
      client.expect(leave.ok(), join.closed(), join.youLeft());
      Sent broadcast = other.send(room, "bcast", "{\"x\":1}");
      other.expect(other.vsn().broadcast(room, "bcasted", "{\"x\":1}"), broadcast.ok());
      client.expectNothing();
    }
  }

  @Test
  void lastsUntilTheMessagesBeforeItAreHandled() {
    Sent slow = client.send(room, "block", "{\"ms\":50}");
    Sent echo = client.send(room, "echo", "{\"a\":1}");
    Sent leave = client.leave(room);
    client.expect(slow.ok(), echo.ok("{\"a\":1}"), leave.ok(), join.closed(), join.youLeft());
  }

  @Test
  void letsTheTopicBeJoinedAgain() {
    Sent leave = client.leave(room);
    client.expect(leave.ok(), join.closed(), join.youLeft());
    client.joined(room);
    client.expectNothingFrom(room);
  }

  @Test
  void harmsNoOtherTopic() {
    String other = Phoenix.room();
    client.joined(other);
    Sent leave = client.leave(room);
    client.expect(leave.ok(), join.closed(), join.youLeft());
    client.expectNothingFrom(other);
  }
}
