package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Program;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Lab as its users start it, {@code conformance/lab}. */
@Timeout(300)
class LabProcessTest {
  private static final Duration BUILDING = Duration.ofMinutes(4);
  private static final Duration SOON = Duration.ofSeconds(20);

  /** On SIGTERM it drains: connections with channels are closed with 1012. */
  @Test
  void saysWhenItIsReadyAndEndsInOrder() {
    try (Program lab = start("--port", "0")) {
      int port = readyPort(lab);
      try (Phoenix client = connect(port)) {
        client.joined("room:process");
        lab.terminate();
        assertThat(client.next()).isEqualTo("close 1012");
      }
      assertThat(lab.awaitExit(SOON)).as(lab::toString).isZero();
      assertThat(lab.out()).as("stdout has the one line").containsExactly("READY " + port);
    }
  }

  @Test
  void drainsAndEndsWhenItsControlIsTold() {
    try (Program lab = start("--port", "0", "--node", "named-here")) {
      int port = readyPort(lab);
      assertThat(control(port, "members").body()).contains("\"named-here\"");
      try (Phoenix client = connect(port)) {
        client.joined("room:process");
        assertThat(control(port, "drain").status()).isEqualTo(200);
        assertThat(client.next()).isEqualTo("close 1012");
      }
      assertThat(lab.awaitExit(SOON)).as(lab::toString).isZero();
    }
  }

  @Test
  void refusesAPortThatIsTaken() {
    try (Program first = start("--port", "0")) {
      int port = readyPort(first);
      try (Program second = start("--port", Integer.toString(port))) {
        assertThat(second.awaitExit(BUILDING)).as(second::toString).isEqualTo(1);
        assertThat(second.out()).isEmpty();
        assertThat(second.err())
            .filteredOn(line -> line.contains(Integer.toString(port)))
            .as(second::toString)
            .hasSize(1);
        assertThat(second.err()).noneMatch(line -> line.contains("\tat "));
      }
      try (Phoenix client = connect(port)) {
        client.joined("room:process");
      }
      first.terminate();
      assertThat(first.awaitExit(SOON)).as(first::toString).isZero();
    }
  }

  private static Program start(String... args) {
    String[] command = new String[args.length + 1];
    command[0] = Program.module().resolve("lab").toString();
    System.arraycopy(args, 0, command, 1, args.length);
    return Program.start(Program.module(), Map.of(), command);
  }

  private static HttpReply control(int port, String call) {
    return HttpRequest.post("/lab/control", "{\"do\":\"" + call + "\"}").send(port);
  }

  private static int readyPort(Program lab) {
    String line = lab.awaitLine(text -> text.startsWith("READY "), BUILDING);
    return Integer.parseInt(line.substring("READY ".length()));
  }

  private static Phoenix connect(int port) {
    return new Phoenix(WsClient.connect(port, "/socket/websocket?vsn=2.0.0"), Vsn.V2);
  }
}
