package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import dev.anqa.conformance.client.Vsn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages belong to a channel, and which refs its frames carry: spec section 1.7. */
@TransportContract(Vsn.V2)
class JoinRefTest {
  private final RunningLab lab;
  private final Dialect dialect;
  @AutoClose private final Phoenix client;
  private final String room = Phoenix.room();

  JoinRefTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.client = lab.connect(dialect);
  }

  /** Rule 5 and row R11: type and value must be equal. */
  @ParameterizedTest
  @ValueSource(strings = {"\"10\"", "11", "\"011\"", "\"\"", "11.0", "true"})
  void dropsAMessageWithAnotherJoinRef(String stale) {
    client.joined(room);
    client.send(stale, room, "ok", "{}");
    client.expectNothingFrom(room);
  }

  /** Row 70. */
  @Test
  void handlesAMessageWithoutAJoinRef() {
    Sent join = client.joined(room);
    Sent event = client.send("null", room, "ok", "{}");
    client.expect(new Sent(Vsn.V2, join.joinRef(), event.ref(), room).ok());
  }

  /** Rows 81 and R16. */
  @Test
  void dropsALeaveWithAnotherJoinRef() {
    client.joined(room);
    client.send("\"10\"", room, "phx_leave", "{}");
    client.expectNothingFrom(room);
  }

  /** Row 82. */
  @Test
  void leavesWithoutAJoinRef() {
    Sent join = client.joined(room);
    Sent leave = client.send("null", room, "phx_leave", "{}");
    client.expect(
        new Sent(Vsn.V2, join.joinRef(), leave.ref(), room).ok(), join.closed(), join.youLeft());
  }

  /** Row R12: an empty join_ref of a binary frame is an empty string, not null. */
  @Test
  void dropsABinaryFrameWithAnEmptyJoinRef() {
    client.joined(room);
    client.sendBinaryWith("null", room, "bin", (byte) 1);
    client.expectNothingFrom(room);
  }

  /** Row R14. */
  @Test
  void fallsBackToTheRefForThePushesOfAChannelJoinedWithoutOne() {
    Sent join = client.sendWithRefs("null", "\"33\"", room, "phx_join", "{}");
    client.expect(join.ok());
    client.send("\"33\"", room, "ok", "{}");
    client.send("null", room, "push", "{\"y\":2}");
    client.expect(join.push("pushed", "{\"y\":2}"));
    client.send("null", room, "boom", "{}");
    client.expect(join.youLeft(), join.crashed());
  }

  /** Numbers stay numbers, in the refs of every frame. */
  @Test
  void keepsANumberAsJoinRef() {
    Sent join = client.sendWithRefs("7", "8", room, "phx_join", "{}");
    client.expect(join.ok());
    client.send("\"7\"", room, "ok", "{}");
    client.send("7", room, "push", "{}");
    client.expect(join.push("pushed", "{}"));
    Sent leave = client.send("7", room, "phx_leave", "{}");
    client.expect(leave.ok(), join.closed(), join.youLeft());
  }

  /** Row R3. */
  @Test
  void heedsAnOptionalJoinRefInVersionOne() {
    try (Phoenix v1 = lab.connect(dialect.in(Vsn.V1))) {
      Sent join = v1.sendWithRefs("\"22\"", "\"1\"", room, "phx_join", "{}");
      v1.expect(join.ok());
      Sent handled = v1.send("null", room, "ok", "{}");
      v1.expect(handled.ok());
      v1.send("\"1\"", room, "ok", "{}");
      Sent leave = v1.send("\"22\"", room, "phx_leave", "{}");
      v1.expect(leave.ok(), join.closed(), join.youLeft());
      assertThat(join.closed()).contains("\"ref\":\"22\"");
    }
  }

  /** Row R1 and spec section 1.9: refs are opaque. */
  @ParameterizedTest
  @EnumSource(Vsn.class)
  void echoesARefOfAnyType(Vsn vsn) {
    String[] refs = {
      "null", "17", "\"17\"", "\"\"", "123456789012345678901234567890", "true", "\"ü\\n\"", "[1]"
    };
    try (Phoenix any = lab.connect(dialect.in(vsn))) {
      Sent join = any.joined(room);
      for (String ref : refs) {
        Sent event = any.sendWithRefs(join.joinRef(), ref, room, "ok", "{}");
        any.expect(event.ok());
      }
    }
  }

  /** Rule 7, rows 29 and 69. */
  @ParameterizedTest
  @CsvSource({"V1,ok", "V1,anything", "V2,ok", "V2,phx_reply"})
  void isUnmatchedOnATopicThatIsNotJoined(Vsn vsn, String event) {
    try (Phoenix any = lab.connect(dialect.in(vsn))) {
      Sent sent = any.send("\"5\"", room, event, "{}");
      any.expect(sent.unmatched());
      any.expect(any.send(room, event).unmatched());
      any.expectNothing();
    }
  }

  /** Rule 6 and row R15. */
  @ParameterizedTest
  @EnumSource(Vsn.class)
  void answersOkToALeaveOfATopicThatWasNeverJoined(Vsn vsn) {
    try (Phoenix any = lab.connect(dialect.in(vsn))) {
      Sent leave = any.send("\"5\"", room, "phx_leave", "{}");
      any.expect(leave.ok());
      any.expectNothing();
    }
  }

  /** Rules 1 and row R10: a heartbeat's reply has no join_ref. */
  @Test
  void answersAHeartbeatWithoutItsJoinRef() {
    client.sendRaw("[\"9\",\"13\",\"phoenix\",\"heartbeat\",{\"any\":1}]");
    client.expect(
        Json.canonical(
            "[null,\"13\",\"phoenix\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]"));
  }

  /** Row 37. */
  @ParameterizedTest
  @EnumSource(Vsn.class)
  void answersAHeartbeat(Vsn vsn) {
    try (Phoenix any = lab.connect(dialect.in(vsn))) {
      Sent heartbeat = any.heartbeat();
      assertThat(heartbeat.ref()).isEqualTo("\"1\"");
      any.expect(heartbeat.ok());
    }
  }

  /** Other events on the heartbeat's topic are like those on any topic without route. */
  @Test
  void isUnmatchedOnTheTopicOfHeartbeats() {
    client.expect(client.send("phoenix", "other").unmatched());
    client.expect(client.send("null", "phoenix", "phx_leave", "{}").ok());
  }

  /** Row R13: a binary frame is legal for any event. */
  @Test
  void answersABinaryHeartbeatAndABinaryJoinInText() {
    Sent heartbeat = client.sendBinaryWith("null", "phoenix", "heartbeat", (byte) 0);
    client.expect(heartbeat.ok());
    Sent join = client.sendBinaryWith("\"5\"", room, "phx_join", (byte) 1, (byte) 2);
    client.expect(join.ok());
    Sent event = client.send("\"5\"", room, "ok", "{}");
    client.expect(event.ok());
  }
}
