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
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins in both versions: spec sections 1.7 and 1.8. */
@TransportContract
class JoinTest {
  private final RunningLab lab;
  private final Dialect dialect;
  @AutoClose private final Phoenix client;
  private final String room = Phoenix.room();

  JoinTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.client = lab.connect(dialect);
  }

  /** Row 1: the same socket class at another mount. */
  @Test
  void isAnsweredAtEachMountOfASocketClass() {
    try (Phoenix other = lab.connect("/bench", dialect)) {
      Sent join = other.join(room);
      assertThat(join.ref()).isEqualTo("\"1\"");
      other.expect(join.ok());
    }
  }

  /** Rows 2 and 61. */
  @Test
  void isAnsweredOkWithItsRefs() {
    Sent join = client.join(room);
    assertThat(join.joinRef()).isEqualTo(client.vsn() == Vsn.V1 ? "null" : "\"11\"");
    client.expect(join.ok());
  }

  @Test
  void isAnsweredWithTheChannelsResponse() {
    Sent join = client.join("room:reply", "{\"x\":[1,{\"y\":null}]}");
    client.expect(join.ok("{\"hello\":\"you\",\"got\":{\"x\":[1,{\"y\":null}]}}"));
  }

  /** Spec section 1.9: odd payloads are legal. */
  @ParameterizedTest
  @ValueSource(strings = {"[1,\"two\",null]", "\"text\"", "17", "true", "null"})
  void passesAPayloadOfAnyTypeUnchanged(String payload) {
    Sent join = client.join("room:reply", payload);
    client.expect(join.ok("{\"hello\":\"you\",\"got\":" + payload + "}"));
  }

  /**
   * Rows 3, 4 and 62, spec section 1.10, 1: the reply comes before all else of this incarnation.
   */
  @Test
  @ResourceLock("room:after")
  void isAnsweredBeforeWhatTheChannelPushesAndBroadcasts() {
    Sent join = client.join("room:after");
    client.expect(
        join.ok(),
        join.push("after", "{}"),
        client.vsn().broadcast("room:after", "bc", "{\"x\":1}"));
  }

  @Test
  void isRefusedWithTheChannelsReason() {
    Sent join = client.join("room:deny");
    client.expect(join.error("{\"reason\":\"unauthorized\"}"));
    Sent event = client.send("null", "room:deny", "ok", "{}");
    client.expect(event.unmatched());
  }

  /** Row 41, row 144. */
  @ParameterizedTest
  @ValueSource(strings = {"room:boom", "room:bad"})
  void isAnsweredJoinCrashedWhenJoinThrowsOrReturnsGarbage(String topic) {
    Sent join = client.join(topic);
    client.expect(join.error("{\"reason\":\"join crashed\"}"));
    client.expect(client.send("null", topic, "ok", "{}").unmatched());
  }

  /** Row 39: the join_ref is null even in V2. */
  @ParameterizedTest
  @ValueSource(strings = {"unmatched-topic", "roo", "room", "", "stat2", "phoenix", "ROOM:a"})
  void isUnmatchedWithoutARoute(String topic) {
    Sent join = client.join(topic);
    assertThat(join.ref()).isEqualTo("\"1\"");
    client.expect(join.unmatched());
  }

  /** A prefix route matches the bare prefix too. */
  @Test
  void matchesThePrefixAlone() {
    client.joined("room:");
  }

  /** Row R26, row 162. */
  @Test
  void seesTheAssignsOfItsRoute() {
    client.joined("stat");
    Sent event = client.send("stat", "any");
    client.expect(event.ok("{\"v\":1}"));
  }

  /** Row R8: the odd topic is echoed. */
  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "true", "1.5"})
  void isUnmatchedWhenTheTopicIsNoString(String topic) {
    client.sendRaw(client.vsn().message("null", "\"5\"", topic, "\"phx_join\"", "{}"));
    String reply = "{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}";
    String frame = client.vsn().message("null", "\"5\"", topic, "\"phx_reply\"", reply);
    client.expect(Json.canonical(frame));
  }

  /** Rows 35, R2, R17; the new channel's frames come last. */
  @Test
  void ofAJoinedTopicReplacesTheOldChannel() {
    Sent first = client.joined(room);
    Sent second = client.join(room, "{\"again\":true}");
    assertThat(second.ref()).isEqualTo("\"2\"");
    client.expect(second.ok(), first.closed());
    client.expectNothingFrom(room);
  }

  /** Row R17. */
  @Test
  void ofAJoinedTopicComesBeforeTheCloseAndTheNewChannelsFramesAfterIt() {
    Sent first = client.join("room:tick100");
    client.expect(first.ok(), first.push("tick", "{}"));
    Sent second = client.join("room:tick100");
    String frame = client.next();
    while (frame.equals(first.push("tick", "{}"))) {
      frame = client.next();
    }
    assertThat(frame).isEqualTo(second.ok());
    client.expect(first.closed(), second.push("tick", "{}"), second.push("tick", "{}"));
  }

  /** Row R19, where the Lab says no 5 s wait. */
  @Test
  void ofAChannelThatTrapsExitsIsAnsweredLikeAnyOther() {
    Sent first = client.joined("room:trap");
    Sent second = client.join("room:trap");
    client.expect(second.ok(), first.closed());
  }

  /** A duplicate join starts a new incarnation: its state starts anew. */
  @Test
  void ofAJoinedTopicStartsANewIncarnation() {
    client.joined(room);
    client.send(room, "noreply");
    client.send(room, "noreply");
    client.join(room);
    client.next();
    client.next();
    client.send(room, "state");
    assertThat(client.next()).containsAnyOf("\"handled\":0", "\"handled\":1");
  }

  /** Rows 10, 11, 64 and 65. */
  @Test
  void isRefusedBeyondAHundredChannels() {
    for (int i = 1; i <= 100; i++) {
      client.joined(room + "-" + i);
    }
    Sent oneTooMany = client.join(room + "-101");
    assertThat(oneTooMany.ref()).isEqualTo("\"101\"");
    client.expect(oneTooMany.error(tooMany(100)));
    client.expectNothingFrom(room + "-1");
  }

  /** A place becomes free when a channel ends. */
  @Test
  void isPossibleAgainWhenOneOfAHundredChannelsLeft() {
    Sent first = client.joined(room);
    for (int i = 2; i <= 100; i++) {
      client.joined(room + "-" + i);
    }
    Sent leave = client.leave(room);
    client.expect(leave.ok(), first.closed(), first.youLeft());
    client.joined(room + "-101");
  }

  /** The Lab's bench mount. */
  @Test
  void isRefusedBeyondAThousandChannelsOfABenchConnection() {
    try (Phoenix bench = lab.connect("/bench", dialect)) {
      for (int i = 1; i <= 1000; i++) {
        bench.join(room + "-" + i);
      }
      for (int i = 1; i <= 1000; i++) {
        assertThat(bench.next()).contains("\"status\":\"ok\"");
      }
      Sent oneTooMany = bench.join(room + "-1001");
      bench.expect(oneTooMany.error(tooMany(1_000)));
    }
  }

  private static String tooMany(int maximum) {
    return ("{\"reason\":\"too many channels joined\",\"limit\":\"channels per connection\","
            + "\"value\":%d,\"maximum\":%d,\"option\":\"SocketLimits.maxChannels\"}")
        .formatted(maximum + 1, maximum);
  }
}
