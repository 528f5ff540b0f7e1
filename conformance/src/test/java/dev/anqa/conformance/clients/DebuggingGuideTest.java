package dev.anqa.conformance.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.ChannelState;
import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Program;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import dev.anqa.examples.numbers.Numbers;
import dev.anqa.inspect.PageRequest;
import dev.anqa.inspect.SocketFilter;
import dev.anqa.inspect.Trace;
import dev.anqa.inspect.TraceEntry;
import dev.anqa.inspect.TraceKind;
import dev.anqa.inspect.TraceSpec;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.ChannelView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what {@code docs/debugging.md} shows, against the application that it is about. Commands are
 * taken from the page; Java stands here between two marks, and in the page word for word.
 */
class DebuggingGuideTest {
  private static final Path GUIDE = Path.of("../docs/debugging.md");
  private static final Path HERE =
      Path.of("src/test/java/dev/anqa/conformance/clients/DebuggingGuideTest.java");

  /** An example and what it shows. */
  private record Example(String code, String shown) {}

  private final Endpoint endpoint = Numbers.start(0);
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, /* autoFlush= */ true, UTF_8);
  private final WsClient client = connect();

  private WsClient connect() {
    return WsClient.connect(endpoint.port(), "/socket/websocket?vsn=2.0.0");
  }

  private static WsClient join(WsClient joining) {
    joining.sendText("[\"1\",\"1\",\"numbers:positive\",\"phx_join\",{}]");
    assertThat(joining.next().text()).contains("\"ok\"");
    assertThat(joining.next().text()).contains("update");
    return joining;
  }

  @BeforeEach
  void joinNumbers() {
    join(client);
  }

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  @Test
  void showsWhatItsCommandsPrint() throws Exception {
    leave(connect());
    List<Example> examples = examples("sh", "json");
    assertThat(examples).hasSizeGreaterThan(6);
    for (Example example : examples) {
      assertThat(lines(run(example.code))).as(example.code).isEqualTo(lines(example.shown));
    }
  }

  @Test
  void showsWhatTheCommandPrints() throws Exception {
    leave(connect());
    List<Example> examples = examples("sh", "text");
    assertThat(examples).hasSizeGreaterThan(7);
    for (Example example : examples) {
      assertThat(squeezed(anqa(example.code))).as(example.code).isEqualTo(squeezed(example.shown));
    }
  }

  /** With columns and units as wide as any. */
  private static String squeezed(String text) {
    return alike(text.strip()).replaceAll(" +", " ");
  }

  /** What {@code ./anqa} prints, as the page has it. */
  private String anqa(String line) {
    assertThat(line).startsWith("./anqa ");
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    StringWriter said = new StringWriter();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            shown,
            new PrintWriter(said, /* autoFlush= */ true),
            Map.of("ANQA_URL", "http://localhost:%d/admin".formatted(endpoint.port())),
            Path.of("").toAbsolutePath());
    int exit = Anqa.run(terminal, line.substring("./anqa ".length()).split(" ", -1));
    assertThat(exit).as(said.toString()).isZero();
    return shown.toString(UTF_8);
  }

  /** What the table of traces has in its second column, word for word. */
  private static final Map<String, TraceSpec> SPECS =
      Map.of(
          "TraceSpec.next(100).kinds(TraceKind.SUBSCRIBE)",
          TraceSpec.next(100).kinds(TraceKind.SUBSCRIBE),
          "TraceSpec.next(50).kinds(TraceKind.SUBSCRIBE)",
          TraceSpec.next(50).kinds(TraceKind.SUBSCRIBE),
          "TraceSpec.next(10).kinds(TraceKind.BROADCAST)",
          TraceSpec.next(10).kinds(TraceKind.BROADCAST));

  @Test
  void tracesAsItsTableSays() throws Exception {
    List<String[]> rows =
        Files.readAllLines(Program.module().resolve(GUIDE)).stream()
            .filter(line -> line.contains("| `TraceSpec."))
            .map(line -> line.split(" *\\| *", -1))
            .toList();
    assertThat(rows).hasSize(SPECS.size());
    for (String[] row : rows) {
      TraceSpec spec = SPECS.get(unquoted(row[2]));
      assertThat(spec).as(row[2]).isNotNull();
      List<TraceEntry> inJava = new CopyOnWriteArrayList<>();
      Trace trace = endpoint.inspect().trace(spec, inJava::add);
      CompletableFuture<String> overHttp =
          supply(
              () -> run("curl -sN 'http://localhost:4000/admin/%s'".formatted(unquoted(row[3]))));
      CompletableFuture<String> inTerminal = supply(() -> anqa(unquoted(row[4])));

      await()
          .until(() -> {
            subscribeAndBroadcast();
            return trace.ended().isDone() && overHttp.isDone() && inTerminal.isDone();
          });

      assertThat(inJava).as(row[2]).hasSize(spec.count());
      assertThat(overHttp.join().lines()).as(row[3]).hasSize(spec.count() + 1);
      assertThat(overHttp.join()).endsWith("{\"end\":\"count\"}\n");
      assertThat(inTerminal.join().lines()).as(row[4]).hasSize(spec.count());
    }
  }

  private static String unquoted(String cell) {
    assertThat(cell).startsWith("`").endsWith("`");
    return cell.substring(1, cell.length() - 1);
  }

  private static CompletableFuture<String> supply(Callable<String> answer) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        result.complete(answer.call());
      } catch (Throwable failure) {
        result.completeExceptionally(failure);
      }
    });
    return result;
  }

  private void subscribeAndBroadcast() {
    for (int i = 0; i < 20; i++) {
      endpoint.pubsub().subscribe("numbers:guide", 16, _ -> {}).close();
      endpoint.broadcast("numbers:guide", "hello", Map.of());
    }
  }

  @Test
  void recordsAsItsCommandsSay(@TempDir Path directory) throws Exception {
    Matcher block =
        Pattern.compile("(?s)```\\n(jcmd .*?)\\n```\\n\\n```text\\n(.*?)\\n```")
            .matcher(Files.readString(Program.module().resolve(GUIDE)));
    assertThat(block.find()).isTrue();
    List<String> commands = block.group(1).lines().toList();
    assertThat(shell(directory, commands.getFirst())).contains("Started recording");
    client.sendText("[\"1\",\"2\",\"numbers:positive\",\"joined_at\",{}]");
    await().until(() -> client.next().text().contains("joined_at"));

    String printed = "";
    for (String command : commands.subList(1, commands.size())) {
      printed = shell(directory, command);
    }

    // Other tests are recorded, too: it is the whole process.
    assertThat(fields(printed)).containsSequence(fields(block.group(2)));
    assertThat(printed).contains("event = \"joined_at\"", "topic = \"numbers:positive\"");
  }

  /** The names of what is recorded. */
  private static List<String> fields(String printed) {
    return printed.lines().map(line -> line.replaceFirst(" =.*", "")).toList().stream()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static String shell(Path directory, String command) throws Exception {
    String bin = Path.of(System.getProperty("java.home"), "bin").toString();
    String own =
        command
            .replace("PID", Long.toString(ProcessHandle.current().pid()))
            .replace("/tmp/", directory + "/");
    Process process =
        new ProcessBuilder("sh", "-c", "PATH=%s:$PATH; %s".formatted(bin, own))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  /** A client that comes and goes, to be found among the closings. */
  private void leave(WsClient leaving) {
    leaving.send(WsFrame.close(1000));
    await()
        .until(() ->
            !endpoint
                .inspect()
                .closings(SocketFilter.connection(2), PageRequest.first(1))
                .items()
                .isEmpty());
  }

  private String run(String command) throws Exception {
    Matcher url = Pattern.compile("curl -sN? 'http://localhost:4000(/[^']*)'").matcher(command);
    assertThat(url.matches()).as(command).isTrue();
    URI uri = URI.create("http://localhost:%d%s".formatted(endpoint.port(), url.group(1)));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** JSON documents, one after the other, with sorted keys, and numbers and times made equal. */
  private static List<String> lines(String documents) {
    List<String> lines = new ArrayList<>();
    StringBuilder document = new StringBuilder();
    for (String line : documents.lines().toList()) {
      document.append(line);
      if (count(document, '{') == count(document, '}')) {
        lines.add(alike(Json.canonical(document.toString())));
        document.setLength(0);
      }
    }
    return lines;
  }

  private static long count(CharSequence text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private static String alike(String text) {
    return text.replaceAll("[0-9]+(\\.[0-9]+)?", "0");
  }

  /** The blocks of one language in the page, each with the block of another that follows it. */
  private static List<Example> examples(String language, String shown) throws IOException {
    Pattern block =
        Pattern.compile(
            "(?s)```%s\\n((?:(?!```).)*?)\\n```\\n\\n```%s\\n(.*?)\\n```"
                .formatted(language, shown));
    return block
        .matcher(Files.readString(Program.module().resolve(GUIDE)))
        .results()
        .map(found -> new Example(found.group(1), found.group(2)))
        .toList();
  }

  /** What the page shows for the Java between the marks of this name. */
  private static String shown(String name) throws IOException {
    String source = Files.readString(Program.module().resolve(HERE));
    Matcher marked =
        Pattern.compile("(?s)// begin %s\\n(.*?)\\n *// end".formatted(name)).matcher(source);
    assertThat(marked.find()).as(name).isTrue();
    String code = marked.group(1).stripIndent();
    return examples("java", "text").stream()
        .filter(example -> example.code.equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not in %s:%n%s".formatted(GUIDE, code)))
        .shown;
  }

  private void assertShown(String name) throws IOException {
    String shown = alike(shown(name));
    await()
        .untilAsserted(() -> assertThat(alike(printed.toString(UTF_8)).strip()).isEqualTo(shown));
  }

  @Test
  void listsTopics() throws Exception {
    // begin topics
    endpoint.inspect().topics("numbers:", PageRequest.first(100)).items().forEach(out::println);
    // end
    assertShown("topics");
  }

  @Test
  void listsSubscribers() throws Exception {
    // begin subscribers
    endpoint
        .inspect()
        .subscribers("numbers:positive", PageRequest.first(100))
        .items()
        .forEach(source -> out.println(source.client().connection() + " " + source.channel()));
    // end
    assertShown("subscribers");
  }

  @Test
  void namesNodes() throws Exception {
    // begin nodes
    out.println(endpoint.inspect().nodes());
    // end
    assertShown("nodes");
  }

  @Test
  void asksAChannelForItsState() throws Exception {
    // begin state
    ChannelView view =
        endpoint.inspect().channel(1, "numbers:positive", Duration.ofSeconds(1)).orElseThrow();
    out.println(view.info().status() + " " + view.info().mailboxSize() + " waiting");
    switch (view.state().join()) {
      case ChannelState.Shown(Payload state) -> out.println(state.map().get("number"));
      case ChannelState.Busy _ -> out.println("busy");
      case ChannelState.Ended _, ChannelState.Unreadable _ -> out.println("nothing to see");
    }
    // end
    assertShown("state");
  }

  @Test
  void findsSocketsByAddress() throws Exception {
    // begin address
    endpoint
        .inspect()
        .sockets(SocketFilter.peer("127.0.0.1"), PageRequest.first(100))
        .items()
        .forEach(socket ->
            socket
                .channels()
                .forEach(channel -> out.println(socket.connection() + " " + channel.topic())));
    // end
    assertShown("address");
  }

  @Test
  void tracesSubscriptions() throws Exception {
    // begin trace subscriptions
    endpoint.inspect().trace(TraceSpec.next(1).kinds(TraceKind.SUBSCRIBE), out::println);
    // end
    try (WsClient _ = join(connect())) {
      assertShown("trace subscriptions");
    }
  }

  @Test
  void tracesBroadcasts() throws Exception {
    // begin trace broadcasts
    endpoint.inspect().trace(TraceSpec.next(1).kinds(TraceKind.BROADCAST), out::println);
    // end
    endpoint.broadcast("numbers:positive", "hello", Map.of("password", "s3cret"));
    assertShown("trace broadcasts");
  }

  @Test
  void tracesJoins() throws Exception {
    // begin trace joins
    endpoint
        .inspect()
        .trace(TraceSpec.next(1).kinds(TraceKind.JOIN).topic("numbers:*"), out::println);
    // end
    try (WsClient _ = join(connect())) {
      assertShown("trace joins");
    }
  }
}
