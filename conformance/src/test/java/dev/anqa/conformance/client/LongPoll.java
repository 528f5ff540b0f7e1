package dev.anqa.conformance.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A session on long-poll, request by request. One thread may poll while another one posts. */
public final class LongPoll implements AutoCloseable {
  /** The content type of a batch, a message in each line. */
  public static final String LINES = "application/x-ndjson";

  /** The header that a session is named in. */
  public static final String TOKEN = "x-phoenix-longpoll-token";

  /** An answer, which HTTP says nothing of. */
  public record Answer(HttpReply http) {
    /** Checks what every answer in JSON has: spec section 2.1, row 91. */
    public Answer {
      if (http.status() == 200) {
        assertThat(http.header("content-type")).isEqualTo("application/json; charset=utf-8");
        assertThat(http.header("cache-control")).isEqualTo("no-store");
        assertThat(http.header("access-control-allow-origin")).isEqualTo("*");
      }
    }

    private JsonNode json() {
      assertThat(http.status()).as(http.toString()).isEqualTo(200);
      return Json.parse(http.body());
    }

    public int status() {
      return json().path("status").asInt();
    }

    public String token() {
      return json().path("token").asString();
    }

    public List<String> messages() {
      assertThat(json().path("messages").isArray()).as(http.body()).isTrue();
      return json().path("messages").valueStream().map(JsonNode::asString).toList();
    }
  }

  private final String path;
  private final KeptAlive polls;
  private final KeptAlive posts;

  /** Null before the session begins. */
  private volatile @Nullable String token;

  /** A client without a session, at a path with its query. */
  public LongPoll(int port, String path) {
    this.path = path;
    this.polls = new KeptAlive(port);
    this.posts = new KeptAlive(port);
  }

  /** Begins a session, with header lines such as {@code x-a: b}. */
  public LongPoll begin(String... headers) {
    Answer answer = poll(headers);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
    assertThat(answer.messages()).isEmpty();
    token = answer.token();
    return this;
  }

  /** The token of the session that was begun. */
  public String token() {
    return requireNonNull(token, "no session");
  }

  /** Polls; without a session, this begins one, which is not taken note of. */
  public Answer poll(String... headers) {
    return new Answer(polls.send(named(HttpRequest.get(path)).headers(headers)));
  }

  /** Posts one text. */
  public Answer post(String text) {
    return post("application/json", text);
  }

  /** Posts a batch. */
  public Answer postLines(String... lines) {
    return post(LINES, String.join("\n", lines));
  }

  /** Posts a body of any type, or of none if that is null. */
  public Answer post(@Nullable String contentType, String body) {
    HttpRequest request = HttpRequest.post(path, body).without("content-type");
    return new Answer(
        posts.send(
            named(contentType == null ? request : request.header("content-type", contentType))));
  }

  private HttpRequest named(HttpRequest request) {
    String name = token;
    return name == null ? request : request.header(TOKEN, name);
  }

  @Override
  public void close() {
    polls.close();
    posts.close();
  }
}
