package dev.anqa.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.Endpoint;
import dev.anqa.EndpointBuilder;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An endpoint on a free port that somebody looks into, and its clients. */
final class LookedInto implements AutoCloseable {
  /** An answer of the admin interface. */
  record Answer(int status, Map<String, Object> json) {
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> rows(String name) {
      return (List<Map<String, Object>>) json.get(name);
    }

    Map<String, Object> row(String name) {
      List<Map<String, Object>> rows = rows(name);
      if (rows.size() != 1) {
        throw new AssertionError(rows);
      }
      return rows.getFirst();
    }
  }

  /** Keeps {@code block} waiting. */
  final CountDownLatch unblock = new CountDownLatch(1);

  final Endpoint endpoint;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JacksonJson json = JacksonJson.standard();

  LookedInto(UnaryOperator<EndpointBuilder> change) {
    endpoint =
        change
            .apply(
                Endpoint.builder()
                    .http(0, o -> o.host("127.0.0.1"))
                    .noLog()
                    .admin("/admin", Admin.onLoopback())
                    .socket("/socket", handler()))
            .start();
  }

  LookedInto() {
    this(builder -> builder);
  }

  private SocketHandler handler() {
    return SocketHandler.connecting(
            "UserSocket",
            request -> {
              String uid = request.params().string("uid");
              ConnectResult.Accepted ok = ConnectResult.ok(Map.of("token", "s3cret"));
              return uid == null ? ok : ok.id("us:" + uid);
            })
        .channel("room:*", Room::new);
  }

  private final class Room implements Channel {
    private int seen;

    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return topic.equals("room:deny") ? JoinResult.refused("no") : JoinResult.ok(params);
    }

    @Override
    public Set<String> intercepts() {
      return Set.of("icept");
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
        throws Exception {
      seen++;
      switch (event) {
        case "push" -> socket.push("pushed", payload);
        case "bcast", "icept" -> socket.broadcast(event, payload);
        case "boom" -> throw new IllegalStateException("boom");
        case "block" -> unblock.await();
        default -> {}
      }
      return HandleResult.ok(payload);
    }

    @Override
    public void handleOut(String event, Payload payload, ChannelSocket socket) {
      socket.push(event, payload);
    }

    @Override
    public Object inspect(ChannelSocket socket) {
      return Map.of("seen", seen, "token", "s3cret");
    }
  }

  /** A client on a WebSocket. */
  final class Client implements WebSocket.Listener, AutoCloseable {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;

    Client(String query) {
      socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  URI.create(
                      "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0%s"
                          .formatted(endpoint.port(), query)),
                  this)
              .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        received.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    Client join(String topic) throws InterruptedException {
      return ask(topic, "phx_join", "{\"password\":\"s3cret\"}");
    }

    Client send(String topic, String event, String payload) {
      socket
          .sendText("[\"1\",\"1\",\"%s\",\"%s\",%s]".formatted(topic, event, payload), true)
          .join();
      return this;
    }

    /** Sends, and waits for the reply. */
    Client ask(String topic, String event, String payload) throws InterruptedException {
      send(topic, event, payload);
      await("phx_reply");
      return this;
    }

    /** Waits for a frame that contains a text. */
    String await(String text) throws InterruptedException {
      for (; ; ) {
        String frame = received.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
          throw new AssertionError("no " + text);
        }
        if (frame.contains(text)) {
          return frame;
        }
      }
    }

    @Override
    public void close() {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }

  Client connect() {
    return new Client("");
  }

  Client connect(String uid) {
    return new Client("&uid=" + uid);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d/admin%s".formatted(endpoint.port(), path)));
  }

  Answer get(String path) throws Exception {
    return send(request(path).GET().build());
  }

  Answer post(String path, String body) throws Exception {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @SuppressWarnings("unchecked")
  Answer send(HttpRequest request) throws Exception {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    byte[] body = response.body().getBytes(UTF_8);
    return new Answer(response.statusCode(), json.read(body, 0, body.length, Map.class));
  }

  /** The lines of an answer that goes on, as they come. */
  java.util.stream.Stream<String> lines(String path) throws Exception {
    return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofLines()).body();
  }

  @Override
  public void close() {
    unblock.countDown();
    http.shutdownNow();
    endpoint.close();
  }
}
