package dev.anqa.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import dev.anqa.conformance.client.Vsn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may travel in each version, binary and text: spec sections 1.2 to 1.4. */
@TransportContract(Vsn.V2)
class PayloadTest {
  private final RunningLab lab;
  private final Dialect dialect;
  private final String room = Phoenix.room();

  PayloadTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
  }

  /** Row 44, row 135. */
  @Test
  void binaryIsAnsweredInBinary() {
    try (Phoenix client = lab.connect(dialect)) {
      client.joined(room);
      Sent sent = client.sendBinary(room, "bin", (byte) 1, (byte) 2);
      client.expect(sent.binaryReply("ok", (byte) 1, (byte) 2, (byte) 0));
    }
  }

  @Test
  void binaryMayBeEmpty() {
    try (Phoenix client = lab.connect(dialect)) {
      client.joined(room);
      Sent sent = client.sendBinary(room, "echo");
      client.expect(sent.binaryReply("ok"));
    }
  }

  /** Spec section 1.4: text asks, binary answers. */
  @Test
  void binaryMayAnswerText() {
    try (Phoenix client = lab.connect(dialect)) {
      client.joined(room);
      Sent sent = client.send(room, "binreply");
      client.expect(sent.binaryReply("ok", (byte) 1, (byte) 2, (byte) 3));
      client.expectNothingFrom(room);
    }
  }

  /** Row 45. */
  @Test
  void binaryIsPushedWithTheJoinRef() {
    try (Phoenix client = lab.connect(dialect)) {
      Sent join = client.joined(room);
      client.send(room, "pushbin");
      client.expect(join.binaryPush("pushedbin", (byte) 9, (byte) 8));
      client.sendBinary(room, "push", (byte) 4);
      client.expect(join.binaryPush("pushed", (byte) 4));
    }
  }

  @Test
  void binaryIsBroadcastWithoutRefs() {
    try (Phoenix client = lab.connect(dialect);
        Phoenix other = lab.connect(dialect)) {
      client.joined(room);
      other.joined(room);
      Sent first = client.send(room, "bcastbin");
      client.expect("binary broadcast " + room + " bcastedbin 07", first.ok());
      other.expect("binary broadcast " + room + " bcastedbin 07");
      Sent second = client.sendBinary(room, "bcast", (byte) 0x2a);
      client.expect("binary broadcast " + room + " bcasted 2a", second.ok());
      other.expect("binary broadcast " + room + " bcasted 2a");
    }
  }

  /** Row R25. */
  @Test
  void binaryMayRefuseAJoin() {
    try (Phoenix client = lab.connect(dialect)) {
      Sent join = client.join("room:denybin");
      client.expect(join.binaryReply("error", "zz".getBytes(UTF_8)));
      client.expectNothing();
    }
  }

  /** Row R5. */
  @ParameterizedTest
  @ValueSource(strings = {"binreply", "pushbin", "bcastbin"})
  void binaryCrashesTheChannelInVersionOne(String event) {
    try (Phoenix client = lab.connect(dialect.in(Vsn.V1))) {
      Sent join = client.joined(room);
      client.send(room, event);
      client.expect(join.youLeft(), join.crashed());
      client.joined(room);
    }
  }

  /** Row R6. */
  @Test
  void stringsArePushedAndBroadcastInVersionOne() {
    try (Phoenix client = lab.connect(dialect.in(Vsn.V1))) {
      Sent join = client.joined(room);
      client.send(room, "pushstr");
      client.expect(join.push("pushedstr", "\"str\""));
      Sent sent = client.send(room, "bcaststr");
      client.expect(Vsn.V1.broadcast(room, "bcastedstr", "\"str\""), sent.ok());
      client.send(room, "push", "[1,2]");
      client.expect(join.push("pushed", "[1,2]"));
    }
  }

  /** Row R24, row 130. */
  @ParameterizedTest
  @ValueSource(strings = {"pushstr", "bcaststr"})
  void stringsCrashTheChannelThatPushesOrBroadcastsThemInVersionTwo(String event) {
    try (Phoenix client = lab.connect(dialect)) {
      Sent join = client.joined(room);
      client.send(room, event);
      client.expect(join.youLeft(), join.crashed());
      client.joined(room);
    }
  }

  /** Row R4. */
  @Test
  void jsonInABinaryFrameIsHandledInVersionOne() {
    try (Phoenix client = lab.connect(dialect.in(Vsn.V1))) {
      String text = Vsn.V1.message("null", "\"9\"", "\"" + room + "\"", "\"phx_join\"", "{}");
      client.connection().sendBinary(text.getBytes(UTF_8));
      client.expect(new Sent(Vsn.V1, "null", "\"9\"", room).ok());
    }
  }

  /** Row R9. */
  @Test
  void elementsBehindTheFifthAreIgnored() {
    try (Phoenix client = lab.connect(dialect)) {
      client.sendRaw("[\"1\",\"2\",\"" + room + "\",\"phx_join\",{},\"six\",{\"seven\":7}]");
      client.expect(new Sent(Vsn.V2, "\"1\"", "\"2\"", room).ok());
    }
  }

  /** Spec section 1.2: other keys are ignored, whatever their place. */
  @Test
  void otherKeysAreIgnored() {
    try (Phoenix client = lab.connect(dialect.in(Vsn.V1))) {
      client.sendRaw(
          "{\"x\":{\"topic\":1},\"ref\":\"2\",\"payload\":{},\"event\":\"phx_join\",\"topic\":\""
              + room
              + "\",\"y\":[]}");
      client.expect(new Sent(Vsn.V1, "null", "\"2\"", room).ok());
    }
  }

  /** Row 134: a longer field cannot be encoded, which crashes the channel that pushes. */
  @Test
  void binaryFieldsOf256BytesCrashTheChannelThatPushesThem() {
    String longRoom = room + "x".repeat(256 - room.length());
    try (Phoenix client = lab.connect(dialect)) {
      Sent join = client.joined(longRoom);
      client.send(longRoom, "pushbin");
      client.expect(join.youLeft(), join.crashed());
    }
  }

  /** Both versions hear the same broadcast, each in its own form. */
  @Test
  void aBroadcastReachesBothVersions() {
    try (Phoenix v1 = lab.connect(dialect.in(Vsn.V1));
        Phoenix v2 = lab.connect(dialect)) {
      v1.joined(room);
      v2.joined(room);
      Sent sent = v2.send(room, "bcast", "{\"from\":\"v2\"}");
      v2.expect(Vsn.V2.broadcast(room, "bcasted", "{\"from\":\"v2\"}"), sent.ok());
      v1.expect(Vsn.V1.broadcast(room, "bcasted", "{\"from\":\"v2\"}"));
      Sent back = v1.send(room, "bcast", "{\"from\":\"v1\"}");
      v1.expect(Vsn.V1.broadcast(room, "bcasted", "{\"from\":\"v1\"}"), back.ok());
      v2.expect(Vsn.V2.broadcast(room, "bcasted", "{\"from\":\"v1\"}"));
    }
  }
}
