package dev.anqa.conformance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever one client does, only its own channel or connection is harmed. */
@ExtendWith(SharedLab.class)
class HostileClientTest {
  private static final int MEGABYTE = 1 << 20;

  private final RunningLab lab;
  @AutoClose private final Phoenix bystander;
  private final String room = Phoenix.room();

  HostileClientTest(RunningLab lab) {
    this.lab = lab;
    this.bystander = lab.connect(Vsn.V2);
    bystander.joined(room);
  }

  /** The bystander never lost a channel, a connection or an answer. */
  @AfterEach
  void othersAreStillAnswered() {
    bystander.expectNothingFrom(room);
    bystander.expectNothing();
  }

  @Test
  void badFramesFromConnectionAfterConnection() {
    for (int i = 0; i < 300; i++) {
      try (WsClient client = lab.open("/socket/websocket?vsn=2.0.0")) {
        client.sendText("{\"bad\":" + i);
        client.expectClosed(1011);
      }
      bystander.expectNothingFrom(room);
    }
  }

  /** The first ends the connection; what follows is thrown away, not kept. */
  @Test
  void badFramesWithoutEnd() {
    byte[] manyFrames = new byte[MEGABYTE];
    try (WsClient client = lab.open("/socket/websocket?vsn=2.0.0")) {
      for (int i = 0; i < 64; i++) {
        client.sendText("nope");
        client.sendBytes(manyFrames);
      }
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageMatching(".*(reset|pipe|abort).*");
    }
  }

  @ParameterizedTest
  @EnumSource(Vsn.class)
  void aMegabyteOfBrackets(Vsn vsn) {
    try (Phoenix client = lab.connect(vsn)) {
      client.socket().sendText("[".repeat(MEGABYTE));
      assertThat(client.socket().awaitClose()).isIn(1009, 1011);
    }
  }

  /** Well-formed, but deeper than anything that a parser should follow. */
  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void payloadsNestedAHundredThousandTimes(String opening) {
    int depth = 100_000;
    String closing = opening.equals("[") ? "]" : "}";
    String nested = opening.repeat(depth) + "1" + closing.repeat(depth);
    try (Phoenix client = lab.connect(Vsn.V2)) {
      Sent join = client.joined(Phoenix.room());
      client.sendRaw(
          Vsn.V2.message(join.joinRef(), "\"9\"", "\"" + join.topic() + "\"", "\"echo\"", nested));
      assertThat(client.socket().next().toString()).containsAnyOf("close 10", "phx_");
    }
  }

  /** Numbers whose value would take for ever to work out. */
  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1e-999999999", "LONG"})
  void numbersBeyondReason(String number) {
    String digits = number.equals("LONG") ? "7".repeat(MEGABYTE) : number;
    try (Phoenix client = lab.connect(Vsn.V2)) {
      Sent join = client.joined(Phoenix.room());
      client
          .socket()
          .sendText(
              Vsn.V2.message(
                  join.joinRef(), "\"9\"", "\"" + join.topic() + "\"", "\"echo\"", digits));
      assertThat(client.socket().next().toString()).containsAnyOf("close 10", "phx_");
    }
  }

  @Test
  void refsTopicsAndEventsOfAMegabyte() {
    String megabyte = "x".repeat(MEGABYTE);
    for (String message :
        List.of(
            Vsn.V2.message("null", "\"" + megabyte + "\"", "\"phoenix\"", "\"heartbeat\"", "{}"),
            Vsn.V2.message("null", "\"1\"", "\"room:" + megabyte + "\"", "\"phx_join\"", "{}"),
            Vsn.V2.message("null", "\"1\"", "\"nowhere\"", "\"" + megabyte + "\"", "{}"))) {
      try (Phoenix client = lab.connect(Vsn.V2)) {
        client.socket().sendText(message);
        WsFrame answer = client.socket().next();
        assertThat(answer.opcode() == WsFrame.CLOSE || answer.text().contains("\"phx_reply\""))
            .as("%s", answer)
            .isTrue();
      }
    }
  }

  @Test
  void aStormOfCrashes() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      for (int i = 0; i < 300; i++) {
        Sent join = client.joined("room:storm" + room);
        client.send(join.topic(), "boom");
        client.expect(join.youLeft(), join.crashed());
      }
      bystander.expectNothingFrom(room);
      client.joined("room:storm" + room);
    }
  }

  /** Each join throws: nothing of it stays behind. */
  @Test
  void aStormOfJoinsThatCrash() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      for (int i = 0; i < 300; i++) {
        Sent join = client.join("room:boom");
        client.expect(join.error("{\"reason\":\"join crashed\"}"));
      }
      assertThat(lab.statuses("room:boom")).isEmpty();
    }
  }

  @Test
  void aStormOfDuplicateJoins() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      String topic = Phoenix.room();
      Sent last = client.joined(topic);
      for (int i = 0; i < 300; i++) {
        Sent next = client.join(topic);
        client.expect(next.ok(), last.closed());
        last = next;
      }
      client.expectNothingFrom(topic);
      assertThat(lab.statuses(topic)).containsExactly("joined");
    }
  }

  /** A handshake that never ends, a frame that never ends, and lines that never end. */
  @Test
  void requestsThatAreNeverFinished() {
    List<WsClient> halves = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      WsClient client = lab.open("/socket/websocket?vsn=2.0.0");
      client.sendBytes((byte) 0x81, (byte) 0xfe, (byte) 0x40);
      halves.add(client);
    }
    bystander.expectNothingFrom(room);
    halves.forEach(WsClient::close);
  }

  /** Ten thousand fragments of nothing are one message and no more. */
  @Test
  void fragmentsWithoutEnd() {
    try (WsClient client = lab.open("/raw/websocket")) {
      client.send(WsFrame.of(WsFrame.TEXT).withFin(false));
      for (int i = 0; i < 10_000; i++) {
        client.send(WsFrame.of(WsFrame.CONTINUATION).withFin(false));
      }
      client.send(WsFrame.of(WsFrame.CONTINUATION, "end".getBytes(UTF_8)));
      assertThat(client.next().toString()).isIn("text end", "close 1008", "close 1009");
    }
  }

  @Test
  void pingsWithoutEnd() {
    try (WsClient client = lab.open("/raw/websocket")) {
      for (int round = 0; round < 100; round++) {
        WsFrame[] pings = new WsFrame[100];
        for (int i = 0; i < pings.length; i++) {
          pings[i] = WsFrame.of(WsFrame.PING, (byte) i);
        }
        client.send(pings);
        client.expect(
            IntStream.range(0, pings.length)
                .mapToObj(i -> WsFrame.of(WsFrame.PONG, (byte) i))
                .toArray(WsFrame[]::new));
      }
    }
  }

  /** A member that reads nothing does not hold up the others of its topic. */
  @Test
  void aMemberThatNeverReads() {
    String payload = "{\"x\":\"" + "y".repeat(10_000) + "\"}";
    try (Phoenix deaf = lab.connect(Vsn.V2)) {
      deaf.joined(room);
      for (int i = 0; i < 1000; i++) {
        Sent sent = bystander.send(room, "bcast", payload);
        bystander.expect(Vsn.V2.broadcast(room, "bcasted", payload), sent.ok());
      }
    }
  }

  /** RFC 9112: requests that are none are refused or dropped, each on its own connection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/9.9",
        "GET",
        "\u0016\u0003\u0001",
        "GET /socket/websocket?vsn=%00 HTTP/1.1",
        "get /socket/websocket HTTP/1.1"
      })
  void requestsThatAreNone(String requestLine) {
    try {
      int status = HttpRequest.bare(requestLine).header("host", "x").send(lab.port()).status();
      assertThat(status).isBetween(400, 505);
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageContaining(requestLine);
    }
  }
}
