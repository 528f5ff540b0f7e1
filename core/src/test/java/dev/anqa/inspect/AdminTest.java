package dev.anqa.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.inspect.LookedInto.Answer;
import dev.anqa.telemetry.LogListener;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see and do over HTTP; {@code docs/admin.md}. */
final class AdminTest {
  private final LookedInto node = new LookedInto();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void listsTopicsPageByPage() throws Exception {
    node.connect().join("room:c").join("room:a").join("room:b");
    node.connect().join("room:b");

    Answer first = node.get("/topics?prefix=room:&limit=2");

    assertThat(first.rows("topics"))
        .extracting(row -> row.get("topic"), row -> row.get("subscribers"))
        .containsExactly(tuple("room:a", 1), tuple("room:b", 2));
    assertThat(first.json())
        .containsEntry("next", Map.of("local", "room:b"))
        .containsEntry("unanswered", Map.of());
    Answer second = node.get("/topics?prefix=room:&limit=2&after=room:b");
    assertThat(second.row("topics"))
        .containsEntry("topic", "room:c")
        .containsEntry("node", "local");
    assertThat(second.json()).containsEntry("next", Map.of());
  }

  @Test
  void listsTheSubscribersOfATopic() throws Exception {
    node.connect("7").join("room:a");
    node.connect().join("room:a").join("room:b");
    node.connect().join("room:b");

    Answer answer = node.get("/subscribers?topic=room:a");

    assertThat(answer.rows("subscribers"))
        .extracting(row -> row.get("connection"))
        .containsExactly(1, 2);
    assertThat(answer.rows("subscribers").getFirst())
        .contains(
            entry("node", "local"),
            entry("topic", "room:a"),
            entry("channel", "Room"),
            entry("id", "us:7"),
            entry("handler", "UserSocket"),
            entry("transport", "websocket"),
            entry("peer", "127.0.0.1"))
        .containsKey("port");
    assertThat(node.get("/subscribers?topic=room:a&limit=1").json())
        .containsEntry("next", Map.of("local", "1"));
  }

  @Test
  void listsSocketsByIdAddressAndTopic() throws Exception {
    node.connect("7").join("room:a");
    node.connect("8").join("room:b");

    assertThat(node.get("/sockets?id=us:8").row("sockets")).containsEntry("connection", 2);
    assertThat(node.get("/sockets?topic=room:a").row("sockets")).containsEntry("id", "us:7");
    assertThat(node.get("/sockets?connection=1").row("sockets")).containsEntry("id", "us:7");
    assertThat(node.get("/sockets?peer=127.0.0.1").rows("sockets")).hasSize(2);
    assertThat(node.get("/sockets?peer=10.0.0.1").rows("sockets")).isEmpty();
    assertThat(node.get("/sockets?handler=UserSocket&limit=1").json())
        .containsEntry("next", Map.of("local", "1"));
    assertThat(node.get("/sockets?topic=room:a&id=us:8").rows("sockets")).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void showsWhatAChannelShowsOfItself() throws Exception {
    node.connect().join("room:a").ask("room:a", "hello", "{}");

    Map<String, Object> socket = node.get("/inspect?connection=1").row("inspect");

    assertThat((List<Map<String, Object>>) socket.get("channels"))
        .singleElement()
        .satisfies(channel ->
            assertThat(channel)
                .contains(
                    entry("topic", "room:a"),
                    entry("channel", "Room"),
                    entry("status", "joined"),
                    entry("mailbox", 0),
                    entry("handled", 1),
                    entry("assigns", Map.of("token", "String")),
                    entry("state", Map.of("seen", 1, "token", "[FILTERED]"))));
  }

  @Test
  @SuppressWarnings("unchecked")
  void saysThatABlockedChannelIsBusy() throws Exception {
    node.connect().join("room:a").join("room:b").send("room:a", "block", "{}");
    await()
        .until(() ->
            node.endpoint.inspect().socket(1).orElseThrow().channels().stream()
                .anyMatch(channel -> channel.handled() == 1));

    Map<String, Object> socket = node.get("/inspect?connection=1").row("inspect");

    assertThat((List<Map<String, Object>>) socket.get("channels"))
        .anySatisfy(channel ->
            assertThat(channel).contains(entry("topic", "room:a"), entry("unanswered", "busy")))
        .anySatisfy(channel -> assertThat(channel).containsKey("state"));
  }

  @Test
  void knowsNothingOfAConnectionThatIsNotThere() throws Exception {
    assertThat(node.get("/inspect?connection=99").rows("inspect")).isEmpty();
  }

  @Test
  void saysWhyAConnectionIsNoMore() throws Exception {
    node.connect("7").join("room:a");
    node.connect("8").close();
    node.endpoint.disconnect("us:7");
    await().until(() -> node.get("/closings").rows("closings").size() == 2);

    Map<String, Object> closing = node.get("/closings?id=us:7").row("closings");

    assertThat(closing)
        .contains(entry("connection", 1), entry("code", 1001), entry("handler", "UserSocket"))
        .containsKeys("reason", "closed_at", "stood_ms");
    assertThat(node.get("/closings?limit=1").json().get("next").toString()).startsWith("{local=");
  }

  @Test
  @SuppressWarnings("unchecked")
  void showsTheTreeOfWhatRuns() throws Exception {
    node.connect().join("room:a");

    Map<String, Object> tree = node.get("/tree").row("tree");

    Map<String, Object> endpoint = (Map<String, Object>) tree.get("endpoint");
    assertThat((List<Map<String, Object>>) endpoint.get("listeners"))
        .singleElement()
        .satisfies(listener ->
            assertThat(listener)
                .contains(
                    entry("scheme", "http"),
                    entry("port", node.endpoint.port()),
                    entry("state", "accepting"),
                    entry("websockets", 1),
                    entry("max_connections", 16_384)));
    assertThat(endpoint).containsEntry("connections", 1).containsKey("age_ms");
    assertThat((List<Map<String, Object>>) endpoint.get("sockets")).hasSize(1);
    assertThat((List<Map<String, Object>>) endpoint.get("mounts")).hasSize(1);
    assertThat((Map<String, Object>) tree.get("pubsub"))
        .contains(
            entry("adapter", "LocalAdapter"),
            entry("state", "connected"),
            entry("members", List.of("local")));
  }

  @Test
  void namesTheNodes() throws Exception {
    assertThat(node.get("/nodes").json())
        .containsEntry("node", "local")
        .containsEntry("nodes", List.of("local"));
  }

  @Test
  void answersForAllNodesAlsoWhenItIsAlone() throws Exception {
    node.connect().join("room:a");

    Answer answer = node.get("/topics?prefix=room:&cluster=true");

    assertThat(answer.row("topics")).containsEntry("topic", "room:a");
    assertThat(node.get("/topics?node=elsewhere").json())
        .containsEntry("unanswered", Map.of("elsewhere", "no such node"));
  }

  @Test
  void broadcasts() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");

    Answer answer =
        node.post("/broadcast", "{\"topic\":\"room:a\",\"event\":\"hi\",\"payload\":{\"x\":1}}");

    assertThat(answer.json()).containsEntry("result", "ok");
    assertThat(client.await("hi")).isEqualTo("[null,null,\"room:a\",\"hi\",{\"x\":1}]");
  }

  @Test
  void disconnectsByIdAndByConnection() throws Exception {
    node.connect("7");
    node.connect("8");

    assertThat(node.post("/disconnect", "{\"id\":\"us:7\"}").status()).isEqualTo(200);
    await().until(() -> node.get("/sockets").rows("sockets").size() == 1);
    assertThat(node.post("/disconnect", "{\"connection\":2}").status()).isEqualTo(200);
    await().until(() -> node.get("/sockets").rows("sockets").isEmpty());
    assertThat(node.post("/disconnect", "{\"connection\":2}").status()).isEqualTo(404);
  }

  @Test
  void kicksAChannel() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");

    assertThat(node.post("/kick", "{\"connection\":1,\"topic\":\"room:a\"}").status())
        .isEqualTo(200);

    assertThat(client.await("phx_close")).contains("room:a");
    await()
        .untilAsserted(() ->
            assertThat(node.post("/kick", "{\"connection\":1,\"topic\":\"room:a\"}").json())
                .containsEntry("error", "connection 1 on local has not joined \"room:a\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /topics?limit=0        | limit: "0" (expected: a number from 1 to 1000)
          /topics?limit=x        | limit: "x" (expected: a number from 1 to 1000)
          /sockets?after=x       | after: "x" (expected: the number of the last item of the page before)
          /subscribers           | topic: null (expected: a string that is not empty)
          /topics?prefx=room     | parameter "prefx" (expected: prefix, after, limit, cluster, node)
          /topics?cluster=maybe  | cluster: "maybe" (expected: true or false)
          /inspect               | connection: missing (expected: the number of a connection)
          /trace?kinds=jion      | kinds: "jion" (expected: some of connect, close, join, leave, subscribe, unsubscribe, handle_in, handle_out, push, reply, broadcast, crash, with commas between)
          /trace?count=0         | count: "0" (expected: a number from 1 to 10000)
          /trace?topic=a*b       | topic: a*b (expected: a topic, or a prefix that ends in one *, such as room:*)
          /nodes?x=1             | parameter "x" (expected: none)
          """)
  void saysWhatIsWrongWithAQuestion(String path, String error) throws Exception {
    Answer answer = node.get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json()).containsEntry("error", error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /broadcast  | {"event":"e"}               | topic: null (expected: a string that is not empty)
          /broadcast  | {"topic":1,"event":"e"}     | topic: 1 (expected: a string)
          /broadcast  | {"topic":"t","event":"e","x":1} | parameter "x" (expected: topic, event, payload, local)
          /kick       | {"topic":"t"}               | connection: missing (expected: the number of a connection)
          """)
  void saysWhatIsWrongWithAnOrder(String path, String body, String error) throws Exception {
    Answer answer = node.post(path, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json()).containsEntry("error", error);
  }

  @Test
  void takesOrdersInJsonOnly() throws Exception {
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
      HttpRequest request =
          node.request("/disconnect")
              .header("content-type", type)
              .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"us:7\"}"))
              .build();
      assertThat(node.send(request).status()).isEqualTo(415);
    }
    assertThat(node.post("/disconnect", "nonsense").status()).isEqualTo(400);
    assertThat(node.get("/disconnect").status()).isEqualTo(404);
    assertThat(node.post("/dance", "{}").status()).isEqualTo(404);
    assertThat(node.send(node.request("/topics").DELETE().build()).status()).isEqualTo(405);
  }

  @Test
  void isClosedToWhomTheApplicationDoesNotLetIn() throws Exception {
    Admin admin =
        Admin.authorizedBy(request -> "let me in".equals(request.headers().first("x-operator")));
    try (LookedInto guarded = new LookedInto(builder -> builder.admin("/ops", admin))) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:%d/ops/topics".formatted(guarded.endpoint.port())));
      Answer refused = guarded.send(request.build());
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.json()).containsOnly(entry("error", "forbidden"));
      assertThat(guarded.send(request.header("x-operator", "let me in").build()).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forwarded",
        "via",
        "x-real-ip",
        "x-forwarded-for",
        "X-Forwarded-Host",
        "x-forwarded-port",
        "x-forwarded-proto"
      })
  void opensOnLoopbackToNobodyWhoCameThroughAProxy(String header) throws Exception {
    HttpRequest proxied = node.request("/topics").header(header, "for=10.0.0.1").build();

    assertThat(node.send(proxied).status()).isEqualTo(403);
  }

  @Test
  void refusesAPathThatIsNone() {
    assertThatThrownBy(() -> Endpoint.builder().admin("admin", Admin.onLoopback()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("admin: \"admin\" (expected: a path, such as /admin)");
  }

  @Test
  void streamsATraceLineByLine() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");

    try (Stream<String> lines = node.lines("/trace?kinds=handle_in&topic=room:*&count=2")) {
      client.ask("room:a", "x", "{\"password\":\"s3cret\"}").ask("room:a", "y", "{}");

      assertThat(lines)
          .hasSize(3)
          .noneMatch(line -> line.contains("s3cret"))
          .satisfies(line -> assertThat(line).contains("\"end\":\"count\""), atIndex(2))
          .first()
          .asString()
          .contains(
              "\"kind\":\"handle_in\"",
              "\"connection\":1",
              "\"topic\":\"room:a\"",
              "\"event\":\"x\"",
              "\"args\":{\"password\":\"[FILTERED]\"}",
              "\"result\":\"ok\"",
              "\"took_us\":");
    }
  }

  @Test
  void endsATraceWhoseClientHasGone() throws Exception {
    assertThat(node.endpoint.telemetry().traced()).isFalse();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.endpoint.port())) {
      client
          .getOutputStream()
          .write("GET /admin/trace HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      await().until(() -> node.endpoint.telemetry().traced());
    }

    await().until(() -> !node.endpoint.telemetry().traced());
  }

  @Test
  void showsOptionsAndChangesSomeOfThem() throws Exception {
    LogListener log = LogListener.builder().joins(Level.DEBUG).build();
    try (LookedInto logging = new LookedInto(builder -> builder.log(log))) {
      assertThat(logging.get("/options").rows("options"))
          .contains(
              Map.of("node", "local", "name", "log.joins", "value", "DEBUG", "changeable", true))
          .contains(
              Map.of(
                  "node", "local", "name", "shutdownGrace", "value", "PT5S", "changeable", false));

      assertThat(logging.post("/options", "{\"name\":\"log.joins\",\"value\":\"off\"}").status())
          .isEqualTo(200);

      assertThat(log.level(LogListener.Subject.JOINS)).isEqualTo(Level.OFF);
      assertThat(logging.post("/options", "{\"name\":\"log.joins\",\"value\":\"loud\"}").json())
          .containsEntry(
              "error",
              "log.joins: \"loud\" (expected: one of [ALL, TRACE, DEBUG, INFO, WARNING, ERROR, OFF])");
      assertThat(logging.post("/options", "{\"name\":\"shutdownGrace\",\"value\":1}").json())
          .containsEntry(
              "error",
              "shutdownGrace: cannot be changed while the endpoint runs (expected: one that can)");
      assertThat(logging.post("/options", "{\"name\":\"nonsense\",\"value\":1}").status())
          .isEqualTo(404);
    }
  }

  @Test
  void answersInJavaAsOverHttp() throws Exception {
    node.connect().join("room:a");
    Inspector inspector = node.endpoint.inspect();

    assertThat(inspector.ask("topics", Map.of("prefix", "room:", "limit", 5)))
        .isEqualTo(node.get("/topics?prefix=room:&limit=5").json());
    assertThatThrownBy(() -> inspector.ask("topics", Map.of("limit", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit: 0 (expected: a number from 1 to 1000)");
    assertThatThrownBy(() -> inspector.ask("dances", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"dances\" (expected: topics, subscribers, sockets");
  }

  @Test
  void actsInJavaAsOverHttp() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");
    Inspector inspector = node.endpoint.inspect();
    Map<String, Object> kick = Map.of("connection", 1, "topic", "room:a");

    assertThat(inspector.act("kick", kick)).isEqualTo(Map.of("result", "ok"));
    assertThat(client.await("phx_close")).contains("room:a");
    assertThatThrownBy(() -> inspector.act("kick", Map.of("connection", 7, "topic", "room:a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("connection 7 on local has not joined \"room:a\"");
    assertThat(inspector.filtered(Map.of("token", "s3cret")))
        .isEqualTo(Map.of("token", "[FILTERED]"));
  }

  @Test
  void showsLimitsAndChangesThem() throws Exception {
    Map<String, Object> before = limit("connections");
    assertThat(before)
        .contains(entry("scope", ""), entry("mode", "enforce"), entry("refused", 0))
        .containsKeys("option", "maximum", "used", "observed");

    assertThat(change("limit connections", "observe 7").status()).isEqualTo(200);

    assertThat(limit("connections")).contains(entry("mode", "observe"), entry("maximum", 7));
    assertThat(change("limit connections", "7").status()).isEqualTo(200);
    assertThat(limit("connections")).containsEntry("mode", "enforce");
    assertThat(change("limit connections", "off").status()).isEqualTo(200);
    assertThat(limit("connections")).containsEntry("mode", "off");
    assertThat(change("limit connections", "0").json())
        .containsEntry(
            "error", "limit connections: \"0\" (expected: such as 100, observe 100, or off)");
  }

  private Map<String, Object> limit(String name) throws Exception {
    return node.get("/limits").rows("limits").stream()
        .filter(row -> name.equals(row.get("limit")))
        .findFirst()
        .orElseThrow();
  }

  private Answer change(String name, String value) throws Exception {
    return node.post("/options", "{\"name\":\"%s\",\"value\":\"%s\"}".formatted(name, value));
  }
}
