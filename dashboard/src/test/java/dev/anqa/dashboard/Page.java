package dev.anqa.dashboard;

import dev.anqa.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of an endpoint, in the place of the dashboard's page or that of an application. */
final class Page implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private final WebSocket socket;
  private int refs;

  /**
   * Connects.
   *
   * @param headers names and values in turn
   */
  Page(Endpoint endpoint, String path, String... headers) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    URI uri =
        URI.create("ws://localhost:%d%s/websocket?vsn=2.0.0".formatted(endpoint.port(), path));
    socket = builder.buildAsync(uri, this).join();
  }

  static HttpResponse<String> get(Endpoint endpoint, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://localhost:%d%s".formatted(endpoint.port(), path)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
    part.append(text);
    if (last) {
      received.add(part.toString());
      part.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    received.add("closed " + code);
    return null;
  }

  Page join(String topic) throws InterruptedException {
    String reply = ask(topic, "phx_join", "{}");
    if (!reply.contains("\"status\":\"ok\"")) {
      throw new AssertionError(reply);
    }
    return this;
  }

  /** Sends, and waits for the reply, or the end of the channel. */
  String ask(String topic, String event, String payload) throws InterruptedException {
    int ref = ++refs;
    String frame = "[\"1\",\"%d\",\"%s\",\"%s\",%s]".formatted(ref, topic, event, payload);
    socket.sendText(frame, true).join();
    String reply = "[\"1\",\"%d\",".formatted(ref);
    return await(each -> each.startsWith(reply) || each.contains("phx_error"), frame);
  }

  /** The next frame that has this in it; those before it are dropped. */
  String await(String sign) throws InterruptedException {
    return await(frame -> frame.contains(sign), sign);
  }

  private String await(Predicate<String> fits, String wanted) throws InterruptedException {
    while (true) {
      String frame = received.poll(10, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("nothing came for " + wanted);
      }
      if (fits.test(frame)) {
        return frame;
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
