package dev.anqa.conformance.clients;

import dev.anqa.Endpoint;
import dev.anqa.conformance.client.Node;
import dev.anqa.conformance.client.Program;
import dev.anqa.examples.numbers.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The page of the numbers example in headless Chromium; leaves {@code target/numbers.png}. */
class NumbersPageTest {
  @TestFactory
  List<DynamicTest> showsBothStreams() throws IOException {
    Path picture = Program.module().resolve("target/numbers.png");
    Files.createDirectories(picture.getParent());
    try (Endpoint numbers = Numbers.start(0)) {
      // The page's origin must be the endpoint's host.
      String page = "http://localhost:" + numbers.port() + "/";
      return Node.tests(
          "numbers-page.test.mjs", Map.of("PAGE", page, "SCREENSHOT", picture.toString()));
    }
  }
}
