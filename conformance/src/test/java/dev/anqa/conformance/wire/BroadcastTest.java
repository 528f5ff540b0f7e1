package dev.anqa.conformance.wire;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import dev.anqa.conformance.client.Vsn;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcasts in both versions: spec sections 1.10, 5.1 and 6.2. */
@TransportContract
class BroadcastTest {
  private final RunningLab lab;
  @AutoClose private final Phoenix client;
  @AutoClose private final Phoenix other;
  private final Dialect dialect;
  private final Vsn vsn;
  private final String room = Phoenix.room();
  private final Sent join;
  private final Sent otherJoin;

  BroadcastTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.vsn = dialect.vsn();
    this.client = lab.connect(dialect);
    this.other = lab.connect(dialect);
    this.join = client.joined(room);
    other.joined(Phoenix.room());
    this.otherJoin = other.joined(room);
  }

  /** Row 137: with null refs at each. */
  @Test
  void reachesEachMemberOfTheTopic() {
    Sent sent = client.send(room, "bcast", "{\"b\":1}");
    client.expect(vsn.broadcast(room, "bcasted", "{\"b\":1}"), sent.ok());
    other.expect(vsn.broadcast(room, "bcasted", "{\"b\":1}"));
  }

  /** Row 136. */
  @Test
  void leavesOutTheSender() {
    client.send(room, "bfrom", "{\"b\":1}");
    other.expect(vsn.broadcast(room, "bfrom", "{\"b\":1}"));
    client.expectNothingFrom(room);
  }

  /** Row 136: only the sending channel is left out, not others of its topic. */
  @Test
  void reachesNoOtherTopic() {
    String elsewhere = Phoenix.room();
    client.joined(elsewhere);
    other.send(room, "bfrom", "{}");
    client.expect(vsn.broadcast(room, "bfrom", "{}"));
    client.expectNothingFrom(elsewhere);
    client.expectNothingFrom(room);
  }

  /** Rows 5, 151 and 152: each channel's handleOut is asked. */
  @Test
  void isPushedByEachChannelThatInterceptsIt() {
    client.send(room, "icept", "{\"y\":2}");
    client.expect(join.push("icept", "{\"mine\":true,\"y\":2}"));
    other.expect(otherJoin.push("icept", "{\"mine\":true,\"y\":2}"));
  }

  /** Row R46. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void comesFromTheEndpointToo(boolean local) {
    lab.control(
        "{'do':'broadcast','topic':'%s','event':'news','payload':{'n':1},'local':%s}"
            .formatted(room, local));
    client.expect(vsn.broadcast(room, "news", "{\"n\":1}"));
    other.expect(vsn.broadcast(room, "news", "{\"n\":1}"));
  }

  /** Row R47 and spec section 1.6: no name is protected. */
  @ParameterizedTest
  @ValueSource(strings = {"phx_drain", "phx_close", "phx_reply", "disconnect", "heartbeat"})
  void mayCarryAReservedName(String event) {
    lab.control("{'do':'broadcast','topic':'%s','event':'%s','payload':{}}".formatted(room, event));
    client.expect(vsn.broadcast(room, event, "{}"));
    client.expectNothingFrom(room);
  }

  /** An intercepted event is intercepted wherever it comes from. */
  @Test
  void ofTheEndpointIsInterceptedToo() {
    lab.control("{'do':'broadcast','topic':'%s','event':'icept','payload':{}}".formatted(room));
    client.expect(join.push("icept", "{\"mine\":true}"));
  }

  @Test
  void keepsTheOrderOfItsSender() {
    IntStream.range(0, 200).forEach(i -> client.send(room, "bfrom", "{\"i\":" + i + "}"));
    for (int i = 0; i < 200; i++) {
      other.expect(vsn.broadcast(room, "bfrom", "{\"i\":" + i + "}"));
    }
  }

  @Test
  void reachesManyMembersOnManyConnections() {
    List<Phoenix> members = IntStream.range(0, 50).mapToObj(i -> lab.connect(dialect)).toList();
    members.forEach(member -> member.joined(room));
    client.send(room, "bfrom", "{\"to\":\"all\"}");
    members.forEach(m -> m.expect(vsn.broadcast(room, "bfrom", "{\"to\":\"all\"}")));
    other.expect(vsn.broadcast(room, "bfrom", "{\"to\":\"all\"}"));
    members.forEach(Phoenix::close);
  }
}
