package dev.anqa.conformance.clients;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Program;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The Autobahn suite's cases 12.1.1 to 13.7.18 against the Lab's echo with compression. The suite's
 * package for the JVM is older than they are, so this is their table ({@code case12_X_X.py} of
 * crossbario/autobahn-testsuite), run by the client that the suite is made of, Autobahn|Python, in
 * a process of its own.
 *
 * <p>Differs from the suite in: 8 messages a case instead of 1,000, for the time; data of the same
 * kinds instead of the suite's files; that a declined offer, which the suite calls unimplemented,
 * must be one that we say to decline (ADR 8), and messages work without it; and that we look at
 * what was agreed on, and whether it was used.
 */
@Timeout(180)
@ExtendWith(SharedLab.class)
class AutobahnCompressionTest {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int MESSAGES = 8;

  /** Of the mount; shorter messages are not compressed. */
  private static final int MIN_BYTES = 512;

  /** Bytes of a message, and of its frames on the wire; 0: one frame. */
  private record Size(int bytes, int frame) {}

  /** The suite's {@code MSG_SIZES}. */
  private static final List<Size> SIZES =
      List.of(
          new Size(16, 0),
          new Size(64, 0),
          new Size(256, 0),
          new Size(1_024, 0),
          new Size(4_096, 0),
          new Size(8_192, 0),
          new Size(16_384, 0),
          new Size(32_768, 0),
          new Size(65_536, 0),
          new Size(131_072, 0),
          new Size(8_192, 256),
          new Size(16_384, 256),
          new Size(32_768, 256),
          new Size(65_536, 256),
          new Size(131_072, 256),
          new Size(131_072, 1_024),
          new Size(131_072, 4_096),
          new Size(131_072, 32_768));

  /** Whether the server is to forget its context, and the window that it is to use; 0: any. */
  private record Offer(boolean noContext, int window) {}

  /** What all of a subcategory have in common. */
  private record Group(String id, String data, List<Offer> offers) {
    /** Windows below 15 are declined. */
    boolean accepted() {
      return offers.stream().anyMatch(offer -> offer.window == 0 || offer.window == 15);
    }
  }

  private static final List<Offer> DEFAULT = List.of(new Offer(false, 0));

  /** The suite's {@code WS_COMPRESSION_TESTDATA}, and its {@code DEFLATE_PARAMS}. */
  private static final List<Group> GROUPS =
      List.of(
          new Group("12.1", "json", DEFAULT),
          new Group("12.2", "bitmap", DEFAULT),
          new Group("12.3", "prose", DEFAULT),
          new Group("12.4", "html", DEFAULT),
          new Group("12.5", "pdf", DEFAULT),
          new Group("13.1", "json", DEFAULT),
          new Group("13.2", "json", List.of(new Offer(true, 0))),
          new Group("13.3", "json", List.of(new Offer(false, 9))),
          new Group("13.4", "json", List.of(new Offer(false, 15))),
          new Group("13.5", "json", List.of(new Offer(true, 9))),
          new Group("13.6", "json", List.of(new Offer(true, 15))),
          new Group(
              "13.7",
              "json",
              List.of(new Offer(true, 9), new Offer(true, 0), new Offer(false, 0))));

  private record Case(String id, Group group, Size size) {
    static Stream<Case> all() {
      List<Case> all = new ArrayList<>();
      for (Group group : GROUPS) {
        for (int i = 0; i < SIZES.size(); i++) {
          all.add(new Case(group.id + "." + (i + 1), group, SIZES.get(i)));
        }
      }
      return all.stream();
    }

    Map<String, Object> spec() {
      return Map.of(
          "id",
          id,
          "data",
          group.data,
          "bytes",
          size.bytes,
          "fragment",
          size.frame,
          "messages",
          MESSAGES,
          "offers",
          group.offers.stream().map(each -> List.of(each.noContext, each.window)).toList());
    }

    String title() {
      return "%s: %d bytes of %s in frames of %d, offers %s"
          .formatted(id, size.bytes, group.data, size.frame, group.offers);
    }
  }

  private final RunningLab lab;

  AutobahnCompressionTest(RunningLab lab) {
    this.lab = lab;
  }

  @TestFactory
  Stream<DynamicTest> findsNoFaultInCompressedMessages() throws IOException {
    Map<String, JsonNode> results = run();
    assertThat(results).hasSize(GROUPS.size() * SIZES.size());
    return Case.all()
        .map(
            each -> DynamicTest.dynamicTest(each.title(), () -> check(each, results.get(each.id))));
  }

  private static void check(Case of, JsonNode result) {
    String shown = result.toString();
    assertThat(result.path("wrong").isNull()).as(shown).isTrue();
    assertThat(result.path("received").asInt()).as(shown).isEqualTo(MESSAGES);
    assertThat(result.path("clean").asBoolean()).as(shown).isTrue();
    assertThat(result.path("code").asInt()).as(shown).isEqualTo(1000);
    JsonNode agreed = result.path("extension");
    assertThat(agreed.isObject()).as(shown).isEqualTo(of.group.accepted());
    if (agreed.isObject()) {
      assertThat(agreed.path("server_no_context_takeover").asBoolean()).as(shown).isTrue();
      assertThat(agreed.path("client_no_context_takeover").asBoolean()).as(shown).isTrue();
      assertThat(agreed.path("server_max_window_bits").asInt()).as(shown).isEqualTo(15);
    }
    long came = result.path("compressed").asLong();
    long inflated = result.path("inflated").asLong();
    assertThat(inflated).as(shown).isEqualTo((long) MESSAGES * of.size.bytes);
    if (of.group.data.equals("pdf")) { // Its parts are compressed already; some leave as they are.
      assertThat(came).as(shown).isBetween(1L, inflated);
    } else if (of.group.accepted() && of.size.bytes >= MIN_BYTES) {
      assertThat(came).as(shown).isLessThan(inflated);
    } else {
      assertThat(came).as(shown).isEqualTo(inflated);
    }
    if (of.size.frame > 0 && of.size.frame <= 4_096) {
      assertThat(result.path("frames").asInt()).as(shown).isGreaterThan(2 * MESSAGES);
    }
  }

  /** What came of each case. */
  private Map<String, JsonNode> run() throws IOException {
    Path folder = Program.module().resolve("target/autobahn/compression");
    Files.createDirectories(folder);
    Path cases = folder.resolve("cases.json");
    Files.writeString(cases, Json.of(Case.all().map(Case::spec).toList()));
    String url = "ws://127.0.0.1:%d/rawdeflate/websocket".formatted(lab.port());
    try (Program client =
        Program.start(
            Program.module(),
            Map.of(),
            python(),
            "python/autobahn_compression.py",
            url,
            cases.toString())) {
      assertThat(client.awaitExit(DEADLINE)).as(client::toString).isZero();
      return client.out().stream()
          .map(Json::parse)
          .collect(toMap(result -> result.path("id").asString(), Function.identity()));
    }
  }

  /** The Python that has Autobahn: Debian's package is for Debian's own. */
  private static String python() {
    return Stream.of("python3", "/usr/bin/python3")
        .filter(AutobahnCompressionTest::hasAutobahn)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no python3 with autobahn (Debian: python3-autobahn)"));
  }

  private static boolean hasAutobahn(String python) {
    try (Program probe =
        Program.start(Program.module(), Map.of(), python, "-c", "import autobahn")) {
      return probe.awaitExit(DEADLINE) == 0;
    }
  }
}
