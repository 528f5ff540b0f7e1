package dev.anqa.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;

/** Test files of Node in {@code conformance/js}, as tests of JUnit. */
public final class Node {
  private static final Duration INSTALLING = Duration.ofMinutes(2);
  private static final Duration RUNNING = Duration.ofSeconds(90);

  private Node() {}

  /**
   * Runs a test file and gives each of its tests. What {@code npm ci} installs must be there;
   * {@code ./anqa test} sees to it, and so does the first call.
   */
  public static List<DynamicTest> tests(String file, Map<String, String> env) {
    installClients();
    String[] command = {"node", "--test-reporter=./js/reporter.mjs", "js/" + file};
    try (Program node = Program.start(Program.module(), new HashMap<>(env), command)) {
      int exit = node.awaitExit(RUNNING);
      List<JsonNode> results = node.out().stream().map(Json::parse).toList();
      assertThat(results).as(node::toString).isNotEmpty();
      boolean allPassed = results.stream().allMatch(result -> result.path("ok").asBoolean());
      assertThat(exit == 0).as(node::toString).isEqualTo(allPassed);
      return results.stream().map(Node::test).toList();
    }
  }

  private static synchronized void installClients() {
    Path module = Program.module();
    if (!Files.exists(module.resolve("node_modules"))) {
      try (Program npm = Program.start(module, Map.of(), "npm", "ci", "--no-audit", "--no-fund")) {
        assertThat(npm.awaitExit(INSTALLING)).as(npm::toString).isZero();
      }
    }
  }

  private static DynamicTest test(JsonNode result) {
    return DynamicTest.dynamicTest(
        result.path("name").asString(),
        () ->
            assertThat(result.path("ok").asBoolean())
                .as(result.path("error").asString(""))
                .isTrue());
  }
}
