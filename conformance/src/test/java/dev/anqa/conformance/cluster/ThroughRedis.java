package dev.anqa.conformance.cluster;

import dev.anqa.conformance.client.Program;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All nodes talk to a real {@code redis-server}, on a machine of its own. */
final class ThroughRedis implements Way {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int MACHINE = 4;
  private static final String PORT = "6379";

  private final Network network;

  /** Null while it is dead. */
  private @Nullable Program server;

  ThroughRedis(Network network) {
    this.network = network;
    start();
  }

  /** Starts it, if it is dead. */
  void start() {
    if (server == null) {
      Program started =
          network.start(
              MACHINE,
              List.of(
                  "redis-server",
                  "--bind",
                  Network.address(MACHINE),
                  "--port",
                  PORT,
                  "--protected-mode",
                  "no",
                  "--save",
                  "",
                  "--appendonly",
                  "no"));
      started.awaitLine(line -> line.contains("Ready to accept"), SOON);
      server = started;
    }
  }

  /** SIGKILL. */
  void kill() {
    if (server != null) {
      server.kill();
      server.awaitExit(SOON);
      server = null;
    }
  }

  @Override
  public List<String> options(int machine) {
    return List.of(
        "--cluster", "redis", "--redis", "redis://" + Network.address(MACHINE) + ":" + PORT);
  }

  @Override
  public void cutOff(LabNode node, List<LabNode> others) {
    network.cut(node.machine, MACHINE);
  }

  @Override
  public String disturb(LabNode node, LabNode other) {
    kill();
    return "kill Redis";
  }

  @Override
  public void heal() {
    network.heal();
    start();
  }

  @Override
  public void close() {
    kill();
  }
}
