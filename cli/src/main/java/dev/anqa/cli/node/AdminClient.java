package dev.anqa.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.cli.FatalException;
import dev.anqa.cli.Shown;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the admin interface of a node. What it throws is for the user to read. */
final class AdminClient implements AutoCloseable {
  /** The node itself waits two seconds for others. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  private static final JsonMapper JSON = JsonMapper.shared();

  private final String url;
  private final Map<String, String> headers;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  AdminClient(String url, Map<String, String> headers) {
    this.url = url;
    this.headers = headers;
  }

  /** The answer to a {@code GET}; parameters whose value is empty are left out. */
  JsonNode get(String call, Map<String, String> parameters) throws InterruptedException {
    HttpRequest request = request(call, parameters).timeout(ANSWER_TIMEOUT).GET().build();
    return answer(send(request, BodyHandlers.ofString()));
  }

  /** The answer to a {@code POST}. */
  JsonNode post(String call, JsonNode body) throws InterruptedException {
    HttpRequest request =
        request(call, Map.of())
            .timeout(ANSWER_TIMEOUT)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return answer(send(request, BodyHandlers.ofString()));
  }

  /** Hands on each line of the answer to a {@code GET}, as it comes, until its end. */
  void lines(String call, Map<String, String> parameters, Consumer<? super JsonNode> line)
      throws InterruptedException {
    HttpResponse<Stream<String>> response =
        send(request(call, parameters).GET().build(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(response.statusCode(), lines.collect(Collectors.joining("\n")));
      }
      lines.forEach(each -> line.accept(parsed(each)));
    }
  }

  private HttpRequest.Builder request(String call, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .filter(parameter -> !parameter.getValue().isEmpty())
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    URI uri = URI.create(url + "/" + call + (query.isEmpty() ? "" : "?" + query));
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
    headers.forEach((name, value) -> {
      try {
        builder.header(name, value);
      } catch (IllegalArgumentException _) { // Its message has the value, which may be a secret.
        throw new FatalException(
            "--header: %s cannot be sent (expected: a name and a value that HTTP allows)"
                .formatted(name));
      }
    });
    return builder;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws InterruptedException {
    try {
      return http.send(request, body);
    } catch (ConnectException e) {
      throw new FatalException(
          """
          Nobody answers at %s.
          Is the node running, and does it have an admin interface there?

              Endpoint.builder().admin("/admin", …)

          Another place is named by --url or $ANQA_URL.\
          """
              .formatted(Shown.url(url)),
          e);
    } catch (IOException e) {
      throw new FatalException("%s: %s".formatted(Shown.url(request.uri()), e), e);
    }
  }

  private JsonNode answer(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw refused(response.statusCode(), response.body());
    }
    return parsed(response.body());
  }

  private JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw new FatalException(
          "%s answers no JSON: is it an admin interface? %s".formatted(Shown.url(url), cut(text)),
          e);
    }
  }

  private FatalException refused(int status, String body) {
    String reason;
    try {
      reason = JSON.readTree(body).path("error").asString(cut(body));
    } catch (JacksonException _) {
      reason = cut(body); // Not an admin interface, perhaps.
    }
    return new FatalException("%s answers %d: %s".formatted(Shown.url(url), status, reason));
  }

  private static String cut(String text) {
    return text.length() <= 200 ? text.strip() : text.substring(0, 200) + "…";
  }

  @Override
  public void close() {
    http.close();
  }
}
