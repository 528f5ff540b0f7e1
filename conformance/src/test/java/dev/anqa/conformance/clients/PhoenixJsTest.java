package dev.anqa.conformance.clients;

import dev.anqa.conformance.client.Node;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The stock clients of Phoenix, unchanged from npm. */
@ExtendWith(SharedLab.class)
class PhoenixJsTest {
  private final RunningLab lab;

  PhoenixJsTest(RunningLab lab) {
    this.lab = lab;
  }

  @TestFactory
  List<DynamicTest> version15Works() {
    return run("p15", "websocket");
  }

  @TestFactory
  List<DynamicTest> version18Works() {
    return run("p18", "websocket");
  }

  @TestFactory
  List<DynamicTest> version18WorksOnLongPollAndFallsBackToIt() {
    return run("p18", "longpoll");
  }

  @TestFactory
  List<DynamicTest> presenceOfVersion15StaysInSync() {
    return runPresence("p15");
  }

  @TestFactory
  List<DynamicTest> presenceOfVersion18StaysInSync() {
    return runPresence("p18");
  }

  private List<DynamicTest> runPresence(String client) {
    String port = Integer.toString(lab.port());
    String seed = Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30));
    return Node.tests(
        "phoenix-presence.test.mjs", Map.of("LAB_PORT", port, "PHOENIX_JS", client, "SEED", seed));
  }

  private List<DynamicTest> run(String client, String transport) {
    String port = Integer.toString(lab.port());
    return Node.tests(
        "phoenix-client.test.mjs",
        Map.of("LAB_PORT", port, "PHOENIX_JS", client, "TRANSPORT", transport));
  }
}
