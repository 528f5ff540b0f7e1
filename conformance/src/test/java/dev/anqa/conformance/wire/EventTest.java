package dev.anqa.conformance.wire;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events, replies and pushes in both versions: spec sections 1.2, 1.3, 1.8 and 1.10. */
@TransportContract
class EventTest {
  @AutoClose private final Phoenix client;
  private final String room = Phoenix.room();
  private final Sent join;

  EventTest(Dialect dialect, RunningLab lab) {
    this.client = lab.connect(dialect);
    this.join = client.joined(room);
  }

  /** Rows 26 and 146. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ok | ok | {}",
        "err | error | {'reason':'nope'}",
        "custom_status | weird | {'a':1}",
        "strreply | ok | 'just a string'",
        "listreply | ok | [1,2]"
      })
  void isRepliedToWithTheChannelsStatusAndResponse(String event, String status, String response) {
    Sent sent = client.send(room, event);
    client.expect(sent.reply(status, response.replace('\'', '"')));
  }

  /** Row 146, spec section 1.3: a reply's payload may be any JSON value. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"nested\":{\"list\":[1,[2,{\"x\":null}]],\"t\":true}}",
        "[]",
        "\"text\"",
        "null",
        "12",
        "false",
        "{\"\":\"empty key\"}"
      })
  void echoesAnyPayload(String payload) {
    Sent sent = client.send(room, "echo", payload);
    client.expect(sent.ok(payload));
  }

  /** Row 145. */
  @Test
  void mayGetNoReply() {
    client.send(room, "noreply");
    client.expectNothingFrom(room);
  }

  /** Row 145: a push carries the join_ref and no ref. */
  @Test
  void mayMakeTheChannelPush() {
    client.send(room, "push", "{\"y\":2}");
    client.expect(join.push("pushed", "{\"y\":2}"));
    client.expectNothingFrom(room);
  }

  /** Row 147. */
  @Test
  void mayBeRepliedToLaterFromAnotherThread() {
    Sent late = client.send(room, "async");
    Sent soon = client.send(room, "ok");
    client.expectInAnyOrder(soon.ok(), late.ok("{\"async\":true}"));
  }

  /** Rows 67 and 68, spec section 1.10, 2: the sender sees its own broadcast before the reply. */
  @Test
  void thatBroadcastsIsSeenBeforeItsReply() {
    Sent sent = client.send(room, "bcast", "{\"b\":1}");
    client.expect(client.vsn().broadcast(room, "bcasted", "{\"b\":1}"), sent.ok());
  }

  /** Row 5: an intercepted event goes through handleOut, and comes as a push. */
  @Test
  void thatIsInterceptedIsPushedAsTheChannelWants() {
    client.send(room, "icept", "{\"y\":2}");
    client.expect(join.push("icept", "{\"mine\":true,\"y\":2}"));
  }

  /** Spec section 1.10, 4. */
  @Test
  void areHandledInTheOrderInWhichTheyCame() {
    Sent[] events = new Sent[200];
    for (int i = 0; i < events.length; i++) {
      events[i] = client.send(room, i % 2 == 0 ? "echo" : "push", "{\"i\":" + i + "}");
    }
    for (int i = 0; i < events.length; i++) {
      String payload = "{\"i\":" + i + "}";
      client.expect(i % 2 == 0 ? events[i].ok(payload) : join.push("pushed", payload));
    }
  }

  /** Rows 29 and R24: a channel that gets an unknown event crashes. */
  @ParameterizedTest
  @ValueSource(strings = {"unknown", "", "phx_reply", "phx_close", "phx_error", "heartbeat"})
  void crashTheChannelWhenItDoesNotKnowThem(String event) {
    client.send(room, event);
    client.expect(join.youLeft(), join.crashed());
  }

  /** Spec section 1.7: a non-string event usually crashes the channel; never the connection. */
  @ParameterizedTest
  @ValueSource(strings = {"7", "null"})
  void thatAreNoStringHarmAtMostTheirChannel(String event) {
    String other = Phoenix.room();
    client.joined(other);
    client.sendRaw(client.vsn().message(join.joinRef(), "\"99\"", "\"" + room + "\"", event, "{}"));
    client.expect(join.youLeft(), join.crashed());
    client.expectNothingFrom(other);
  }
}
