package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.Lab;
import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Program;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The Lab as a program: what {@code conformance/lab} becomes once everything is built, with the
 * classes of this test run.
 */
class LabProcessTest {
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
  void endsAtOnceWhenItIsToldASecondTime() {
    try (Program lab = start("--port", "0")) {
      int port = readyPort(lab);
      try (Phoenix client = connect(port)) {
        client.joined("room:process");
        client.send("room:process", "block", "{\"ms\":60000}");
        lab.terminate();
        await().until(() -> HttpRequest.handshake("/socket/websocket").send(port).status() == 503);
        lab.terminate();
        assertThat(client.socket().awaitClose()).as("no close frame").isEqualTo(1006);
      }
      assertThat(lab.awaitExit(SOON)).as(lab::toString).isEqualTo(128 + 15);
    }
  }

  @Test
  void refusesAPortThatIsTaken() {
    try (Program first = start("--port", "0")) {
      int port = readyPort(first);
      try (Program second = start("--port", Integer.toString(port))) {
        assertThat(second.awaitExit(SOON)).as(second::toString).isEqualTo(1);
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Lab.class.getName()));
    command.addAll(List.of(args));
    return Program.start(Program.module(), Map.of(), command.toArray(String[]::new));
  }

  private static HttpReply control(int port, String call) {
    return HttpRequest.post("/lab/control", "{\"do\":\"" + call + "\"}").send(port);
  }

  private static int readyPort(Program lab) {
    String line = lab.awaitLine(text -> text.startsWith("READY "), SOON);
    return Integer.parseInt(line.substring("READY ".length()));
  }

  private static Phoenix connect(int port) {
    return new Phoenix(WsClient.connect(port, "/socket/websocket?vsn=2.0.0"), Vsn.V2);
  }
}
