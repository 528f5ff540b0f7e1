package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How channels end, in both versions: spec sections 1.8 and 4.6. */
@TransportContract
class ChannelEndTest {
  private final RunningLab lab;
  private final Dialect dialect;
  @AutoClose private final Phoenix client;
  private final String room = Phoenix.room();
  private final Sent join;

  ChannelEndTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.client = lab.connect(dialect);
    this.join = client.joined(room);
  }

  /** Rows 149, 150 and R23: close first, then what terminate pushes. */
  @ParameterizedTest
  @ValueSource(strings = {"n", "s", "t"})
  void byAnOrderlyStopIsAPhxClose(String reason) {
    client.send(room, "stop", "{\"r\":\"" + reason + "\"}");
    client.expect(join.closed(), join.youLeft());
    client.expect(client.send(room, "ok").unmatched());
  }

  /** Row R23: what terminate pushes comes before the error. */
  @Test
  void byAStopWithAnotherReasonIsAPhxError() {
    client.send(room, "stop", "{\"r\":\"a\"}");
    client.expect(join.youLeft(), join.crashed());
    client.expect(client.send(room, "ok").unmatched());
  }

  /** Row 150. */
  @Test
  void byAStopWithAReplyIsRepliedToFirst() {
    Sent sent = client.send(room, "stopreply");
    client.expect(sent.ok("{\"bye\":1}"), join.closed(), join.youLeft());
  }

  /** Rows 27, 80, 148, R21 and R24. */
  @ParameterizedTest
  @ValueSource(strings = {"boom", "badret", "exitnormal", "exitshutdown", "unknown"})
  void byAnythingButAStopIsAPhxError(String event) {
    client.send(room, event);
    client.expect(join.youLeft(), join.crashed());
    client.expect(client.send(room, "ok").unmatched());
  }

  /** Row R22: a killed channel has no last word. */
  @Test
  void byAKillIsAPhxErrorAlone() {
    lab.control("{'do':'kill','topic':'" + room + "'}");
    client.expect(join.crashed());
    client.expect(client.send(room, "ok").unmatched());
  }

  /** Spec section 1.8: the connection and the other channels go on. */
  @ParameterizedTest
  @ValueSource(strings = {"boom", "stop", "exitnormal"})
  void harmsNoOtherChannelOfTheConnection(String event) {
    String other = Phoenix.room();
    client.joined(other);
    client.send(other, "noreply");
    client.send(room, event);
    client.next();
    client.next();
    client.send(other, "state");
    assertThat(client.next()).containsAnyOf("\"handled\":1", "\"handled\":2");
    client.expectNothing();
  }

  @Test
  void letsTheTopicBeJoinedAgain() {
    client.send(room, "boom");
    client.expect(join.youLeft(), join.crashed());
    client.joined(room);
    client.expectNothingFrom(room);
  }

  /** Messages that waited behind the crash are lost, as are the channel's fields. */
  @Test
  void losesTheMessagesBehindIt() {
    client.send(room, "boom");
    client.send(room, "noreply");
    client.send(room, "noreply");
    String frame = client.next();
    while (!frame.equals(join.crashed())) {
      frame = client.next();
    }
    client.join(room);
    String joinReply = client.next();
    while (!joinReply.contains("\"ok\"")) {
      assertThat(joinReply).contains("unmatched topic");
      joinReply = client.next();
    }
    client.send(room, "state");
    assertThat(client.next()).containsAnyOf("\"handled\":0", "\"handled\":1");
  }

  /** Rows 34, 83 and 122: nothing but the close frame. */
  @Test
  void byADisconnectOfTheSocketIdClosesTheConnectionWith1001() {
    String id = room.replace(':', '-');
    try (Phoenix named = lab.connect("/socket", dialect, "uid=" + id);
        Phoenix namesake = lab.connect("/socket", dialect, "uid=" + id)) {
      String second = Phoenix.room();
      named.joined(second);
      named.joined(Phoenix.room());
      lab.control("{'do':'disconnect','id':'us:" + id + "'}");
      named.expectClosed(1001);
      namesake.expectClosed(1001);
      await().until(() -> lab.statuses(second).isEmpty());
    }
    client.expectNothingFrom(room);
  }

  /** Row 28 and, for a client that polls no more, row 74. */
  @Test
  void comesWithTheEndOfTheConnection() {
    assertThat(lab.statuses(room)).containsExactly("joined");
    client.close();
    await().until(() -> lab.statuses(room).isEmpty());
  }

  /** A bad frame ends every channel of its connection: row R33, spec section 1.9. */
  @Test
  void comesWithTheCrashOfTheConnection() {
    client.sendRaw("{");
    client.expectClosed(1011);
    await().until(() -> lab.statuses(room).isEmpty());
  }

  /**
   * Row R18, spec section 1.8: whatever of leave and join a client pipelines, the end is one
   * channel.
   */
  @ParameterizedTest
  @CsvSource({"leave", "boom", "stop"})
  void followedAtOnceByAJoinLeavesTheNewChannelAlone(String end) {
    if (end.equals("leave")) {
      client.leave(room);
    } else {
      client.send(room, end);
    }
    Sent again = client.join(room);
    String frame = client.next();
    while (!frame.equals(again.ok())) {
      frame = client.next();
    }
    await().until(() -> lab.statuses(room).equals(List.of("joined")));
    Sent probe = client.send(room, "echo", "{\"last\":true}");
    while (!frame.equals(probe.ok("{\"last\":true}"))) {
      frame = client.next();
    }
  }
}
