package dev.anqa.conformance.clients;

import dev.anqa.conformance.client.Node;
import dev.anqa.conformance.client.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The dashboard in headless Chromium; leaves pictures of all views in {@code target/dashboard}. */
class DashboardPageTest {
  @TestFactory
  @Timeout(100)
  List<DynamicTest> showsAndSteersWhatRuns() throws IOException {
    Path pictures = Files.createDirectories(Program.module().resolve("target/dashboard"));
    try (WatchedCluster cluster = new WatchedCluster()) {
      return Node.tests(
          "dashboard-page.test.mjs",
          Map.of("PAGE", cluster.page(), "PICTURES", pictures.toString()));
    }
  }

  @TestFactory
  @Timeout(100)
  List<DynamicTest> listsWhatIsAskedAndNothingElse() {
    try (WatchedCluster cluster = new WatchedCluster()) {
      return Node.tests("dashboard-listings.test.mjs", Map.of("PAGE", cluster.page()));
    }
  }
}
