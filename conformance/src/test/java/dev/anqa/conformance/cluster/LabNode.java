package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.Lab;
import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Program;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A Lab as a process on a machine of its own, one node of three. */
final class LabNode implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final int PORT = 4000;

  final String name;
  final int machine;
  private final Network network;
  private final Way way;
  private final List<String> jvmOptions;

  /** The last that was started. */
  private Program program;

  /**
   * Starts it.
   *
   * @param way to the other nodes
   * @param jvmOptions such as the periods of presence
   */
  LabNode(Network network, Way way, int machine, List<String> jvmOptions) {
    this.name = "node" + machine;
    this.machine = machine;
    this.network = network;
    this.way = way;
    this.jvmOptions = jvmOptions;
    start();
  }

  /** Starts it again, after it has ended, under the same name and address. */
  void start() {
    List<String> command = new ArrayList<>();
    command.addAll(Isolation.java(jvmOptions.toArray(String[]::new)));
    command.add(Lab.class.getName());
    command.addAll(List.of("--node", name, "--host", Network.address(machine)));
    command.addAll(List.of("--port", Integer.toString(PORT)));
    command.addAll(way.options(machine));
    program = network.start(machine, command);
  }

  void awaitReady() {
    program.awaitLine(line -> line.equals("READY " + PORT), START);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(Network.address(machine), PORT);
  }

  /** Calls the control endpoint, which must agree; {@code body} may use single quotes. */
  JsonNode control(String body) {
    HttpReply reply = HttpRequest.post("/lab/control", body.replace('\'', '"')).send(address());
    assertThat(reply.status()).as("%s: %s -> %s", name, body, reply).isEqualTo(200);
    return Json.parse(reply.body());
  }

  List<String> members() {
    return control("{'do':'members'}")
        .path("members")
        .valueStream()
        .map(JsonNode::asString)
        .sorted()
        .toList();
  }

  /** Who is present on a topic: by key the metas, without what is made anew each time. */
  Map<String, String> present(String topic) {
    Map<String, String> present = new TreeMap<>();
    control("{'do':'presence','topic':'" + topic + "'}")
        .path("presence")
        .forEachEntry((key, entry) -> present.put(key, Visitor.describe(entry.path("metas"))));
    return present;
  }

  /** SIGKILL. */
  void kill() {
    program.kill();
    awaitExit();
  }

  /** SIGTERM; it must drain and exit with 0. */
  void terminate() {
    program.terminate();
    assertThat(awaitExit()).as(program::toString).isZero();
  }

  private int awaitExit() {
    return program.awaitExit(START);
  }

  /** SIGSTOP: it answers nobody, and does not know. */
  void pause() {
    Network.run("kill -STOP " + program.pid());
  }

  void resume() {
    Network.run("kill -CONT " + program.pid());
  }

  @Override
  public void close() {
    program.close();
  }

  @Override
  public String toString() {
    return "--- " + name + "\n" + String.join("\n", program.err());
  }
}
