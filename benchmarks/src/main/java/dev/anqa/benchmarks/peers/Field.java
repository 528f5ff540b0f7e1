package dev.anqa.benchmarks.peers;

import dev.anqa.benchmarks.Bench;
import dev.anqa.benchmarks.Measurement;
import dev.anqa.benchmarks.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The peers that run at the same time and have shown that they do the work. One that does not start
 * or loses messages is left out, and the others are measured.
 */
final class Field implements AutoCloseable {
  private final Bench bench;
  private final List<RunningServer> servers = new ArrayList<>();
  private final Map<String, String> leftOut = new HashMap<>();

  private Field(Bench bench) {
    this.bench = bench;
  }

  /**
   * Starts them.
   *
   * @param warmUp the scenario that each is driven with first, for the compilers of the JVM and of
   *     V8
   */
  static Field start(Bench bench, List<Peer> peers, List<String> warmUp)
      throws InterruptedException {
    var field = new Field(bench);
    for (Peer peer : peers) {
      field.add(peer, warmUp);
    }
    return field;
  }

  private void add(Peer peer, List<String> warmUp) throws InterruptedException {
    RunningServer server = null;
    try {
      server = peer.server().start(bench.root());
      run(server, warmUp);
      servers.add(server);
    } catch (IOException e) {
      leftOut.put(peer.name(), String.valueOf(e.getMessage()));
      if (server != null) {
        server.close();
      }
    }
  }

  /** The names of those that are there, in order. */
  List<String> names() {
    return servers.stream().map(server -> server.server().name()).toList();
  }

  /** Why others are not there, by their names. */
  Map<String, String> leftOut() {
    return leftOut;
  }

  /** What drives each of them with a scenario, in order. */
  List<Callable<Measurement>> runs(List<String> scenario) {
    return servers.stream()
        .map(server -> (Callable<Measurement>) () -> run(server, scenario))
        .toList();
  }

  private Measurement run(RunningServer server, List<String> scenario)
      throws IOException, InterruptedException {
    Measurement measurement = bench.loadgen().run(server, scenario);
    rest(server);
    return measurement;
  }

  /**
   * Waits until a server is done with what came after its run, two seconds at most. Closing a
   * thousand connections is work, too, and would disturb the next server's run.
   */
  private static void rest(RunningServer server) throws IOException, InterruptedException {
    double before = server.cpuSeconds();
    for (int i = 0; i < 20; i++) {
      Thread.sleep(100);
      double now = server.cpuSeconds();
      if (now - before < 0.015) { // A step of the clock is 0.01.
        return;
      }
      before = now;
    }
  }

  @Override
  public void close() {
    servers.forEach(RunningServer::close);
  }
}
