package dev.anqa.conformance.hostile;

import static dev.anqa.transport.ConnectInfoKey.URI;
import static dev.anqa.transport.ConnectInfoKey.X_HEADERS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.cli.Anqa;
import dev.anqa.cli.Terminal;
import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import dev.anqa.inspect.Admin;
import dev.anqa.inspect.TraceSpec;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.LogListener;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets wherever a client may have them, and everything that an operator can see. */
class PlantedSecretsTest {
  /** In each secret, and nowhere else. */
  private static final String PLANTED = "pl4nted";

  private static final String SECRETS =
      "{\"password\":\"pl4nted1\",\"nested\":[{\"api_token\":\"pl4nted2\"}],"
          + "\"form\":\"user=1&password=pl4nted3\",\"seen\":\"in the clear\"}";

  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** A log that writes everything. */
  private final class Log implements System.Logger {
    @Override
    public String getName() {
      return "everything";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String text,
        @Nullable Throwable e) {
      seen.add(text + " " + e);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object... params) {
      seen.add(format + " " + Arrays.toString(params));
    }
  }

  private static final class Room implements Channel {
    private Payload last = Payload.empty();

    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return topic.equals("room:deny")
          ? JoinResult.refusedWith(params)
          : JoinResult.ok(params.map());
    }

    @Override
    public Set<String> intercepts() {
      return Set.of("icept");
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      last = payload;
      switch (event) {
        case "boom" -> throw new IllegalStateException("boom");
        default -> {
          socket.push("pushed", payload);
          socket.broadcast("icept", payload);
        }
      }
      return HandleResult.ok(payload);
    }

    @Override
    public void handleOut(String event, Payload payload, ChannelSocket socket) {
      socket.push(event, payload);
    }

    @Override
    public Object inspect(ChannelSocket socket) {
      return last.map();
    }
  }

  private Endpoint start() {
    SocketHandler handler =
        SocketHandler.connecting(
                "UserSocket",
                request ->
                    ConnectResult.ok(
                            Map.of(
                                "session",
                                "pl4nted4",
                                "headers",
                                String.valueOf(request.info().xHeaders())))
                        .id("us:1"))
            .channel("room:*", Room::new);
    return Endpoint.builder()
        .http(0, http -> http.host("127.0.0.1"))
        .secretKeyBase(PLANTED.repeat(10))
        .admin("/admin", Admin.onLoopback())
        .log(
            LogListener.builder()
                .logger(new Log())
                .connects(Level.INFO)
                .joins(Level.INFO)
                .messages(Level.INFO)
                .build())
        .socket(
            "/socket",
            handler,
            mount ->
                mount
                    .authToken(true)
                    .websocket(w -> w.connectInfo(URI, X_HEADERS).transportLog(Level.INFO))
                    .longpoll(l -> l.connectInfo(URI, X_HEADERS).transportLog(Level.INFO)))
        .start();
  }

  private static String[] headers() {
    return new String[] {
      "Authorization: Bearer pl4nted5",
      "Cookie: sid=pl4nted6; other=pl4nted7",
      "X-Api-Key: pl4nted8",
      "X-Phoenix-AuthToken: pl4nted9",
      "Sec-WebSocket-Protocol: phoenix, base64url.bearer.phx."
          + Base64.getUrlEncoder().withoutPadding().encodeToString("pl4nted10".getBytes(UTF_8))
    };
  }

  @Test
  void appearNowhereThatOperatorsLook(@TempDir Path directory) throws Exception {
    Path recorded = directory.resolve("recorded.jfr");
    try (Recording recording = new Recording();
        Endpoint endpoint = start()) {
      for (String each : List.of("HandleIn", "HandleOut", "Push", "Reply", "Broadcast")) {
        recording.enable("dev.anqa." + each);
      }
      recording.start();
      int port = endpoint.port();
      CompletableFuture<HttpReply> trace =
          CompletableFuture.supplyAsync(
              () -> HttpRequest.get("/admin/trace?count=10000").send(port));
      await().until(() -> endpoint.telemetry().traced());
      endpoint.inspect().trace(TraceSpec.next(1_000), it -> seen.add(it.toString()));
      List<CompletableFuture<Void>> traces =
          Stream.of(List.of("trace"), List.of("trace", "--json"), List.of("trace", "--cluster"))
              .map(words ->
                  CompletableFuture.runAsync(() -> anqa(port, words), Thread::startVirtualThread))
              .toList();

      try (WsClient client = talk(port)) {
        pollOnce(port);
        look(port);
        lookWithTheCommand(port);
        endpoint.disconnect("us:1");
        await().until(() -> client.next().opcode() == WsFrame.CLOSE);
      }
      await().until(() -> ask(port, "/admin/closings").contains("1001"));
      seen.add(ask(port, "/admin/closings"));
      endpoint.stop();
      seen.add(trace.join().body());
      traces.forEach(CompletableFuture::join);
      recording.stop();
      recording.dump(recorded);
    }
    seen.add(
        RecordingFile.readAllEvents(recorded).stream()
            .filter(event -> event.getEventType().getName().startsWith("dev.anqa."))
            .toList()
            .toString());

    seen.add(Files.readString(recorded, ISO_8859_1)); // Whatever else is recorded.

    assertThat(seen).allSatisfy(text -> assertThat(text).doesNotContain(PLANTED));
    assertThat(seen)
        .filteredOn(text -> text.startsWith("anqa trace"))
        .hasSize(3)
        .allSatisfy(text -> assertThat(text).contains("room:a", "[FILTERED]"));
    assertThat(seen.toString()) // So that it was looked at the right things.
        .contains("anqa inspect: node", "anqa sockets: NODE", "anqa nodes: {")
        .contains("HANDLED", "\"handle_in\"", "handle_out", "[FILTERED]", "dev.anqa.HandleIn")
        .contains("in the clear", "\"state\"", "\"closings\"", "broadcast room:a");
  }

  private static WsClient talk(int port) {
    WsClient client =
        WsClient.connect(
            port,
            "/socket/websocket?vsn=2.0.0&user_token=pl4nted11&user[password]=pl4nted12",
            headers());
    send(client, "room:deny", "phx_join");
    send(client, "room:a", "phx_join");
    send(client, "room:a", "hello");
    send(client, "room:a", "boom");
    send(client, "room:a", "phx_join");
    send(client, "room:a", "hello");
    return client;
  }

  /** Sends the secrets, and waits for an answer to it. */
  private static void send(WsClient client, String topic, String event) {
    client.sendText("[\"1\",\"1\",\"%s\",\"%s\",%s]".formatted(topic, event, SECRETS));
    String answer = event.equals("boom") ? "phx_error" : "phx_reply";
    List<String> frames = new ArrayList<>();
    do {
      frames.add(client.next().text());
    } while (!frames.getLast().contains(answer));
  }

  private static void pollOnce(int port) {
    HttpReply reply =
        HttpRequest.get("/socket/longpoll?vsn=2.0.0&user_token=pl4nted13")
            .headers(headers())
            .send(port);
    assertThat(reply.body()).contains("410");
  }

  /** Asks for everything, right and wrong. */
  private void look(int port) {
    for (String path :
        List.of(
            "",
            "/topics",
            "/subscribers?topic=room:a",
            "/sockets",
            "/sockets?topic=room:a",
            "/inspect?connection=1",
            "/inspect?connection=1&topic=room:a",
            "/tree?cluster=true",
            "/closings",
            "/options",
            "/limits",
            "/nodes",
            "/topics?token=pl4nted14",
            "/nothing")) {
      seen.add(ask(port, "/admin" + path));
    }
    seen.add(
        HttpRequest.post("/admin/broadcast", "{\"password\":\"pl4nted15\"} nonsense")
            .send(port)
            .body());
    seen.add(
        HttpRequest.post("/admin/broadcast", "{\"password\":\"pl4nted15\"}").send(port).body());
    for (String call : List.of("kick", "disconnect", "options")) {
      seen.add(
          HttpRequest.post("/admin/" + call, "{\"connection\":99,\"password\":\"pl4nted17\"}")
              .headers(headers())
              .send(port)
              .body());
    }
    seen.add(
        HttpRequest.post(
                "/admin/broadcast",
                "{\"topic\":\"room:a\",\"event\":\"icept\",\"payload\":%s}".formatted(SECRETS))
            .send(port)
            .body());
  }

  private static String ask(int port, String path) {
    return HttpRequest.get(path).headers(headers()).send(port).body();
  }

  /** Each command that asks a node, in words and in JSON, right and wrong. */
  private void lookWithTheCommand(int port) {
    for (String command :
        List.of(
            "topics",
            "subscribers room:a",
            "sockets",
            "inspect 1",
            "tree",
            "closings",
            "nodes",
            "options",
            "kick 99 room:a",
            "disconnect --connection 99",
            "broadcast room:a hello {\"password\":\"pl4nted18\"}",
            "broadcast room:a hello {\"password\":\"pl4nted19\"")) {
      List<String> words = List.of(command.split(" ", -1));
      anqa(port, words);
      anqa(port, with(words, "--json"));
      anqa(port, with(words, "-H", "Authorization Bearer pl4nted20"));
      anqa(port, with(words, "-H", "Cookie: pl4nted21\u0001"));
      anqa(port, with(words, "--url", "http://ann:pl4nted22@127.0.0.1:" + port + "/nothing"));
      anqa(port, with(words, "--url", "ann:pl4nted23@127.0.0.1"));
    }
    String socket = "ws://127.0.0.1:%d/nothing?user_token=pl4nted24".formatted(port);
    anqa(port, List.of("connect", "-v", socket));
    anqa(port, List.of("connect", "-H", "Cookie pl4nted25", socket));
    anqa(port, List.of("connect", "-v", "--login", "http://ann:pl4nted26@127.0.0.1:1/", socket));
  }

  private static List<String> with(List<String> words, String... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toList();
  }

  /** What a command prints, on both its outputs. */
  private void anqa(int port, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    Map<String, String> environment =
        Map.of("ANQA_URL", "http://127.0.0.1:%d/admin".formatted(port));
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            out,
            new PrintWriter(err, /* autoFlush= */ true),
            environment,
            Path.of("").toAbsolutePath());
    List<String> sent = with(arguments, "-H", "X-Api-Key: pl4nted27", "-H", "Cookie: pl4nted28");
    int exit = Anqa.run(terminal, sent.toArray(String[]::new));
    seen.add("anqa %s: %s%s".formatted(arguments.getFirst(), out.toString(UTF_8), err) + exit);
  }
}
