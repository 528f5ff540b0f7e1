package dev.anqa.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Program;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/**
 * The Autobahn suite against the Lab's echo. Its Python is packed in a Maven plugin and is run by
 * Jython in processes of its own. Reports lie in {@code target/autobahn}.
 */
@Timeout(420)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedLab.class)
class AutobahnTest {
  private static final Duration DEADLINE = Duration.ofMinutes(6);
  private static final Set<String> PASSED = Set.of("OK", "NON-STRICT", "INFORMATIONAL");
  private static final Set<String> CLOSED_WELL = Set.of("OK", "INFORMATIONAL");
  private static final String SCRIPT =
      """
      import sys
      sys.argv = ['wstest', '-m', 'fuzzingclient', '-s', 'spec.json']
      from autobahntestsuite import wstest
      wstest.run()
      """;

  private final RunningLab lab;

  AutobahnTest(RunningLab lab) {
    this.lab = lab;
  }

  /** Frames, pings, reserved bits, opcodes, fragmentation, UTF-8, close handling, and 10. */
  @Test
  void findsNoFaultInFrames() throws Exception {
    assertPasses("frames", 247, List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"));
  }

  /** Messages and fragments of up to 16 MiB; the suite's slow half. */
  @Test
  void findsNoFaultInLargeMessages() throws Exception {
    assertPasses("large", 42, List.of("9.1.*", "9.2.*", "9.3.*", "9.4.*", "9.7.*", "9.8.*"));
  }

  @Test
  void findsNoFaultInChoppedMessages() throws Exception {
    assertPasses("chopped", 12, List.of("9.5.*", "9.6.*"));
  }

  private void assertPasses(String name, int expectedCases, List<String> cases) throws Exception {
    Path folder = Program.module().resolve("target/autobahn/" + name);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("spec.json"), spec(cases));
    try (Program suite = Program.start(folder, Map.of(), command())) {
      assertThat(suite.awaitExit(DEADLINE)).as(suite::toString).isZero();
    }
    JsonNode results =
        Json.parse(Files.readString(folder.resolve("reports/index.json"))).path("Anqa");
    assertThat(results.size()).isEqualTo(expectedCases);
    Map<String, String> failed = new TreeMap<>();
    results
        .properties()
        .forEach(result -> {
          if (!PASSED.contains(result.getValue().path("behavior").asString())
              || !CLOSED_WELL.contains(result.getValue().path("behaviorClose").asString())) {
            failed.put(result.getKey(), result.getValue().toString());
          }
        });
    assertThat(failed).as("reports in " + folder).isEmpty();
  }

  private String spec(List<String> cases) {
    return """
    {"options": {"failByDrop": false}, "outdir": "./reports",
     "servers": [{"agent": "Anqa", "url": "ws://127.0.0.1:%d/raw/websocket",
                  "options": {"version": 18}}],
     "cases": ["%s"], "exclude-cases": [], "exclude-agent-cases": {}}
    """
        .formatted(lab.port(), String.join("\",\"", cases));
  }

  private static String[] command() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        jarWith("org/python/util/jython.class") + ":" + jarWith("autobahntestsuite/wstest.py");
    return new String[] {
      java,
      "-XX:+UseSerialGC",
      "--enable-native-access=ALL-UNNAMED",
      "-cp",
      classPath,
      "org.python.util.jython",
      "-c",
      SCRIPT
    };
  }

  private static Path jarWith(String resource) throws IOException {
    var url = AutobahnTest.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new IOException("not on the class path: " + resource);
    }
    String path = url.getPath();
    return Path.of(path.substring("file:".length(), path.indexOf('!')));
  }
}
