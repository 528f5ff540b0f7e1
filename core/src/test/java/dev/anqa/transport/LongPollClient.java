package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client on long-poll, whose every request a test can see. */
final class LongPollClient {
  static final String NDJSON = "application/x-ndjson";

  private static final JsonMapper JSON = new JsonMapper();

  /** An answer. */
  record Reply(int http, java.net.http.HttpHeaders headers, String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }

    /** What came of the request, which HTTP says nothing of. */
    int status() {
      assertThat(http).as(body).isEqualTo(200);
      return json().get("status").asInt();
    }

    String token() {
      return json().get("token").asString();
    }

    List<String> messages() {
      List<String> messages = new ArrayList<>();
      json().get("messages").forEach(each -> messages.add(each.asString()));
      return messages;
    }

    @Nullable String header(String name) {
      return headers.firstValue(name).orElse(null);
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final String path;
  private String query = "";

  /** Sent in its header; null for none. */
  @Nullable String token;

  LongPollClient(int port, String path) {
    this.port = port;
    this.path = path;
  }

  LongPollClient query(String query) {
    this.query = query.isEmpty() ? "" : "?" + query;
    return this;
  }

  /** Begins a session. */
  LongPollClient connect() throws Exception {
    Reply reply = get();
    assertThat(reply.status()).isEqualTo(410);
    assertThat(reply.messages()).isEmpty();
    token = reply.token();
    return this;
  }

  Reply get(String... headers) throws Exception {
    return send("GET", "", headers);
  }

  Reply post(String body, String... headers) throws Exception {
    return send("POST", body, headers);
  }

  /** Posts these lines as one batch. */
  Reply postLines(String... lines) throws Exception {
    return post(String.join("\n", lines), "content-type", NDJSON);
  }

  Reply send(String method, String body, String... headers) throws Exception {
    return sendAsync(method, body, headers).get();
  }

  CompletableFuture<Reply> getAsync() {
    return sendAsync("GET", "");
  }

  CompletableFuture<Reply> sendAsync(String method, String body, String... headers) {
    return sendAsync(method, body.getBytes(UTF_8), headers);
  }

  CompletableFuture<Reply> sendAsync(String method, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query))
            .timeout(Duration.ofSeconds(10))
            .method(
                method,
                method.equals("POST") ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
    if (token != null) {
      request.header("x-phoenix-longpoll-token", token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(this::reply);
  }

  private Reply reply(HttpResponse<String> response) {
    return new Reply(response.statusCode(), response.headers(), response.body());
  }

  /** Polls until so many messages have come. */
  List<String> messages(int count) throws Exception {
    List<String> all = new ArrayList<>();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (all.size() < count) {
      assertThat(System.nanoTime()).as("messages until now: %s", all).isLessThan(end);
      Reply reply = get();
      assertThat(reply.status()).isIn(200, 204);
      all.addAll(reply.messages());
    }
    return all;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
