package dev.anqa.conformance.clients;

import dev.anqa.conformance.client.Node;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The stock clients of Phoenix in pages of headless Chromium, on long-poll: there they use
 * XMLHttpRequest, and ask before they send, since the page is from elsewhere.
 */
@ExtendWith(SharedLab.class)
class PhoenixPageTest {
  private final RunningLab lab;

  PhoenixPageTest(RunningLab lab) {
    this.lab = lab;
  }

  /** Versions 1.5.14, 1.7.23 and 1.8.16. */
  @TestFactory
  List<DynamicTest> workOnLongPollAndFallBackToIt() {
    String port = Integer.toString(lab.port());
    return Node.tests("phoenix-page.test.mjs", Map.of("LAB_PORT", port));
  }
}
