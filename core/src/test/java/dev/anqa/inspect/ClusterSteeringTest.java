package dev.anqa.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.inspect.LookedInto.Answer;
import dev.anqa.pubsub.MemoryCluster;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Survey;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one node has another do. */
final class ClusterSteeringTest {
  private final MemoryCluster cluster = new MemoryCluster();
  private final LookedInto a = node("a");
  private final LookedInto b = node("b");

  private LookedInto node(String name) {
    PubSub pubsub = PubSub.builder().adapter(cluster.adapter(name)).build();
    return new LookedInto(builder -> builder.pubsub(pubsub));
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void kicksAChannelOfAnotherNode() throws Exception {
    LookedInto.Client client = b.connect("2").join("room:x");

    Answer answer = a.post("/kick", "{\"connection\":1,\"topic\":\"room:x\",\"node\":\"b\"}");

    assertThat(answer.json()).containsEntry("result", "ok");
    client.await("phx_close");
  }

  @Test
  void actsOnAnotherNodeInJavaAsOverHttp() throws Exception {
    LookedInto.Client here = a.connect("1").join("room:x");
    LookedInto.Client there = b.connect("2").join("room:x");

    assertThat(
            a.endpoint
                .inspect()
                .act("kick", Map.of("connection", 1, "topic", "room:x", "node", "b")))
        .containsEntry("result", "ok");

    there.await("phx_close");
    here.send("room:x", "hello", "{}"); // Its connection has the same number.
    assertThat(here.await("phx_reply")).contains("\"ok\"");
  }

  @Test
  void disconnectsAConnectionOfAnotherNode() throws Exception {
    b.connect("2").join("room:x");

    assertThat(a.post("/disconnect", "{\"connection\":1,\"node\":\"b\"}").status()).isEqualTo(200);

    await()
        .untilAsserted(() ->
            assertThat(a.get("/closings?node=b").row("closings")).containsEntry("code", 1001));
  }

  @Test
  void changesAnOptionOfAnotherNode() throws Exception {
    String name = "limit connections per address";

    Answer answer =
        a.post("/options", "{\"name\":\"%s\",\"value\":\"77\",\"node\":\"b\"}".formatted(name));

    assertThat(answer.json()).containsEntry("result", "ok");
    assertThat(value(b, name)).isEqualTo("77");
    assertThat(value(a, name)).isNotEqualTo("77");
  }

  private static Object value(LookedInto node, String name) throws Exception {
    return node.get("/options").rows("options").stream()
        .filter(row -> name.equals(row.get("name")))
        .findFirst()
        .orElseThrow()
        .get("value");
  }

  @Test
  void handsOnWhatTheOtherNodeRefuses() throws Exception {
    Answer absent = a.post("/kick", "{\"connection\":7,\"topic\":\"room:x\",\"node\":\"b\"}");
    Answer wrong = a.post("/disconnect", "{\"connection\":\"x\",\"node\":\"b\"}");

    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.json()).containsEntry("error", "connection 7 on b has not joined \"room:x\"");
    assertThat(wrong.status()).isEqualTo(400);
  }

  @Test
  void namesTheNodeThatIsNotThereOrDoesNotAnswer() throws Exception {
    try (PubSub deaf = PubSub.builder().adapter(cluster.adapter("deaf")).build()) {
      Answer none = a.post("/disconnect", "{\"connection\":1,\"node\":\"nobody\"}");
      Answer silent = a.post("/disconnect", "{\"connection\":1,\"node\":\"deaf\"}");

      assertThat(deaf.members()).contains("a");
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.json().toString()).contains("nobody");
      assertThat(silent.status()).isEqualTo(504);
      assertThat(silent.json().toString()).contains("deaf did not answer: no answer within PT2S");
    }
  }

  @Test
  void asksNobodyButTheNodeThatIsMeant() throws Exception {
    try (PubSub deaf = PubSub.builder().adapter(cluster.adapter("deaf")).build()) {
      List<String> heard = new CopyOnWriteArrayList<>();
      for (String about : List.of("steer", "inspect")) {
        deaf.subscribe(
            Survey.TOPIC_PREFIX + about + ":endpoint",
            1_000,
            question -> heard.add(question.payload().text()));
      }

      a.post("/kick", "{\"connection\":7,\"topic\":\"room:x\",\"node\":\"b\"}");
      assertThat(a.get("/topics?node=b").json()).containsEntry("unanswered", Map.of());
      try (Stream<String> lines = a.lines("/trace?node=b&kinds=join&seconds=1")) {
        assertThat(lines).hasSize(1);
      }
      assertThat(heard).isEmpty();

      try (Stream<String> lines = a.lines("/trace?cluster=true&kinds=join&seconds=1")) {
        assertThat(lines).hasSize(1);
      }
      assertThat(heard)
          .anyMatch(question -> question.contains("trace_begin"))
          .noneMatch(question -> question.contains("trace_fetch"));
    }
  }

  @Test
  void showsNothingInATraceOfAClusterThatIsIdle() throws Exception {
    try (Stream<String> lines = a.lines("/trace?cluster=true&seconds=1")) {
      assertThat(lines).singleElement().asString().contains("\"end\":\"time\"");
    }
  }

  /** A node that begins a trace, and answers otherwise as a test says. */
  private Survey odd(PubSub pubsub, List<String> asked, Survey.Respondent fetch) {
    return Survey.start(
        pubsub,
        a.endpoint.inspect().inspected().time(),
        "steer:endpoint",
        question -> {
          asked.add(question.text());
          return question.text().contains("trace_fetch") ? fetch.answer(question) : Payload.empty();
        });
  }

  @Test
  void endsTheTraceOfANodeWhoseAnswerCannotBeHad() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (PubSub pubsub = PubSub.builder().adapter(cluster.adapter("odd")).build();
        Survey _ = odd(pubsub, asked, _ -> Payload.json("[]"));
        Stream<String> lines = a.lines("/trace?cluster=true&kinds=join&seconds=2")) {
      await().until(() -> asked.stream().anyMatch(question -> question.contains("trace_end")));

      assertThat(lines)
          .singleElement()
          .asString()
          .contains("\"end\":\"time\"", "\"odd\":\"an answer that is no JSON object: ");
    }
  }

  @Test
  void ordersLinesByTimeAndNotByItsText() {
    List<Map<String, String>> lines = new ArrayList<>();
    for (String at : List.of("07.001001Z", "07.001Z", "07.000001Z", "07Z")) {
      lines.add(Map.of("at", "2026-11-25T22:31:" + at));
    }

    lines.sort(ClusterTrace.BY_TIME);

    assertThat(lines)
        .extracting(line -> line.get("at").substring(17))
        .containsExactly("07Z", "07.000001Z", "07.001Z", "07.001001Z");
  }

  @Test
  void tracesAllNodesAsOne() throws Exception {
    try (Stream<String> lines = a.lines("/trace?cluster=true&kinds=join&count=2")) {
      b.connect("2").join("room:x");
      a.connect("1").join("room:y");

      List<String> read = lines.toList();

      assertThat(read).hasSize(3).noneMatch(line -> line.contains("s3cret"));
      assertThat(read.subList(0, 2))
          .anyMatch(line -> line.contains("\"node\":\"a\"") && line.contains("room:y"))
          .anyMatch(line -> line.contains("\"node\":\"b\"") && line.contains("room:x"));
      assertThat(read.getLast()).contains("\"end\":\"count\"", "\"unanswered\":{}");
    }
  }

  @Test
  void tracesAnotherNodeAlone() throws Exception {
    try (Stream<String> lines = a.lines("/trace?node=b&kinds=join&count=1")) {
      a.connect("1").join("room:y");
      b.connect("2").join("room:x");

      assertThat(lines.toList())
          .hasSize(2)
          .satisfiesExactly(
              line -> assertThat(line).contains("\"node\":\"b\"", "room:x"),
              line -> assertThat(line).contains("\"end\":\"count\""));
    }
  }

  @Test
  void endsWithTheTimeOfATraceAndNamesWhoWasNotTraced() throws Exception {
    try (PubSub deaf = PubSub.builder().adapter(cluster.adapter("deaf")).build();
        Stream<String> lines = a.lines("/trace?cluster=true&kinds=join&seconds=1")) {
      assertThat(deaf.members()).contains("a");
      assertThat(lines.toList())
          .singleElement()
          .asString()
          .contains("\"end\":\"time\"", "\"deaf\":\"no answer within PT2S\"");
    }
  }

  @Test
  void tracesNobodyWhereThereIsNoSuchNode() throws Exception {
    try (Stream<String> lines = a.lines("/trace?node=nobody")) {
      assertThat(lines)
          .singleElement()
          .asString()
          .contains("\"end\":\"closed\"", "\"nobody\":\"no such node\"");
    }
    assertThat(a.get("/trace?node=b&count=0").status()).isEqualTo(400);
  }

  @Test
  void givesUpTheTraceOfANodeThatDoesNotFetch() throws Exception {
    LentTraces lent = new LentTraces(a.endpoint.inspect(), Duration.ofMillis(200));
    lent.run("trace_begin", new HashMap<>(Map.of("trace", "t", "kinds", "join")));
    assertThat(a.endpoint.telemetry().traced()).isTrue();
    assertThat(lent.run("trace_fetch", new HashMap<>(Map.of("trace", "t"))))
        .isEqualTo(Map.of("lines", List.of(), "more", false));

    await().until(() -> !a.endpoint.telemetry().traced());

    assertThatThrownBy(() -> lent.run("trace_fetch", new HashMap<>(Map.of("trace", "t"))))
        .isInstanceOf(BadCallException.class)
        .hasMessageContaining("the trace is no more");
  }

  @Test
  void fetchesNoMoreOfATraceThanAnAnswerHolds() throws Exception {
    LentTraces lent = new LentTraces(a.endpoint.inspect());
    lent.run("trace_begin", params("kinds", "broadcast", "count", 40, "bytes", 16 << 20));
    String text = "x".repeat(60_000);
    for (int i = 0; i < 40; i++) {
      a.endpoint.broadcast("room:x", "e" + i, Map.of("text", text));
    }

    assertThat(fetchedToTheEnd(lent).stream().map(line -> String.valueOf(line.get("event"))))
        .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(i -> "e" + i).toList());
  }

  /** The lines of trace "t"; each answer must be of the size that is promised. */
  private List<Map<?, ?>> fetchedToTheEnd(LentTraces lent) throws Exception {
    List<Map<?, ?>> lines = new ArrayList<>();
    Map<String, ?> answer;
    do {
      answer = lent.run("trace_fetch", params());
      assertThat(a.endpoint.json().write(answer).length)
          .isLessThan(LentTraces.FETCHED_BYTES + 1_000);
      ((List<?>) answer.get("lines")).forEach(line -> lines.add((Map<?, ?>) line));
    } while (!answer.containsKey("end"));
    return lines;
  }

  @Test
  void fetchesAnEntryThatIsTooLongWithoutItsLength() throws Exception {
    LentTraces lent = new LentTraces(a.endpoint.inspect());
    lent.run("trace_begin", params("kinds", "crash", "count", 1));
    a.endpoint
        .telemetry()
        .emit(
            new TelemetryEvent.ConnectCrashed(
                "Odd", new IllegalStateException("x".repeat(LentTraces.FETCHED_BYTES))));

    assertThat(fetchedToTheEnd(lent))
        .singleElement()
        .satisfies(line ->
            assertThat(line.toString())
                .hasSizeLessThan(1_000)
                .contains("event=Odd")
                .containsPattern("result=\\[10[0-9]{5} bytes: too long to be shown"));
  }

  private static Map<String, Object> params(Object... rest) {
    Map<String, Object> params = new HashMap<>(Map.of("trace", "t"));
    for (int i = 0; i < rest.length; i += 2) {
      params.put((String) rest[i], rest[i + 1]);
    }
    return params;
  }

  private static Endpoint without(PubSub pubsub) {
    return Endpoint.builder().http(0, o -> o.host("127.0.0.1")).noLog().pubsub(pubsub).start();
  }

  @Test
  void needsNoOtherNodesForAnOrderToItself() {
    try (PubSub pubsub = PubSub.builder().adapter(cluster.adapter("c")).build();
        LookedInto first = new LookedInto(builder -> builder.pubsub(pubsub));
        Endpoint second = without(pubsub)) {
      Map<String, Object> kick = params("connection", 1, "topic", "room:x");
      kick.remove("trace");
      assertThat(second.inspect().act("broadcast", Map.of("topic", "room:x", "event", "e")))
          .containsEntry("result", "ok");
      for (String here : List.of("", "c")) {
        if (!here.isEmpty()) {
          kick.put("node", here);
        }
        assertThatThrownBy(() -> second.inspect().act("kick", kick))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("connection 1 on c has not joined \"room:x\"");
      }
      kick.put("node", "b");
      assertThatThrownBy(() -> second.inspect().act("kick", kick))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Two endpoints named \"endpoint\" share a PubSub");
      assertThat(first.endpoint.inspect().nodes()).contains("b", "c");
    }
  }

  @Test
  void doesNothingOnceItHasStopped() {
    try (PubSub pubsub = PubSub.builder().adapter(cluster.adapter("c")).build()) {
      Endpoint endpoint = without(pubsub);
      endpoint.close();

      for (Map<String, String> params :
          List.of(
              Map.of("topic", "room:x", "event", "e"),
              Map.of("connection", "1", "topic", "room:x", "node", "b"))) {
        String call = params.containsKey("node") ? "kick" : "broadcast";
        assertThatThrownBy(() -> endpoint.inspect().act(call, params))
            .isInstanceOf(RejectedExecutionException.class)
            .hasMessage("the endpoint has stopped");
      }
      assertThatThrownBy(() -> endpoint.inspect().ask("topics", Map.of()))
          .isInstanceOf(RejectedExecutionException.class);
      try (Endpoint next = without(pubsub)) { // Nothing was left behind that answers.
        next.inspect().answerOthers();
      }
    }
  }
}
