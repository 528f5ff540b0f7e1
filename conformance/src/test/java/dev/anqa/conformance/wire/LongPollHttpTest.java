package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.LongPoll;
import dev.anqa.conformance.client.LongPoll.Answer;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Requests and answers on long-poll: spec sections 2.1 to 2.4, row R49. */
@ExtendWith(SharedLab.class)
class LongPollHttpTest {
  /** A mount where a client may take its time. */
  private static final String BENCH = "/bench/longpoll?vsn=2.0.0";

  private final RunningLab lab;

  LongPollHttpTest(RunningLab lab) {
    this.lab = lab;
  }

  private LongPoll client(String path) {
    return new LongPoll(lab.port(), path);
  }

  /** Row 60; a slash too many does not matter. */
  @ParameterizedTest
  @ValueSource(strings = {"/socket", "/bench", "/origin", "/auth", "//socket/"})
  void aGetWithoutATokenBeginsASession(String mount) {
    try (LongPoll client = client(mount + "/longpoll").begin()) {
      assertThat(client.token()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sub", "/lim", "/deflate", "/raw", "/rawdeflate", "/p/1"})
  void aMountWithoutLongPollHasNone(String mount) {
    HttpReply reply = HttpRequest.get(mount + "/longpoll").send(lab.port());
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("nf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "PUT", "DELETE", "PATCH"})
  void anotherMethodIsRefused(String method) {
    HttpReply reply =
        HttpRequest.bare(method + " " + BENCH + " HTTP/1.1")
            .headers("host: h", "content-length: 0")
            .send(lab.port());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void aBrowserIsToldWhatItMaySend() {
    HttpRequest options = HttpRequest.bare("OPTIONS " + BENCH + " HTTP/1.1").headers("host: h");
    assertThat(options.send(lab.port()).header("access-control-allow-headers")).isEmpty();
    HttpReply reply =
        options.header("access-control-request-headers", "content-type, x-a").send(lab.port());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(reply.header("access-control-allow-headers")).isEqualTo("content-type, x-a");
    assertThat(reply.header("access-control-allow-methods")).isEqualTo("get, post, options");
    assertThat(reply.header("access-control-max-age")).isEqualTo("3600");
  }

  /** Rows 78 and 86; the Lab's list is {@code //ok.com}. */
  @ParameterizedTest
  @CsvSource({
    "/origin,http://ok.com,410",
    "/origin,https://ok.com:8443,410",
    "/origin,http://notok.com,403",
    "/origin,http://localhost,403",
    "/socket,http://localhost:9999,410",
    "/socket,http://example.com,403"
  })
  void aPageOfAnotherOriginIsRefused(String mount, String origin, int status) {
    try (LongPoll client = client(mount + "/longpoll")) {
      assertThat(client.poll("origin: " + origin).status()).isEqualTo(status);
    }
  }

  /** Spec section 3.3: OPTIONS too, and what has a session. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "OPTIONS", "PUT"})
  void aPageOfAnotherOriginIsRefusedWhateverItAsks(String method) {
    try (LongPoll client = client("/origin/longpoll").begin()) {
      HttpReply reply =
          HttpRequest.bare(method + " /origin/longpoll HTTP/1.1")
              .headers("host: h", "content-length: 0", "origin: http://evil.com")
              .header(LongPoll.TOKEN, client.token())
              .send(lab.port());
      assertThat(new Answer(reply).status()).isEqualTo(403);
      assertThat(reply.body()).isEqualTo("{\"status\":403}");
    }
  }

  /** Row 77: with and without a reason, and where {@code id} returns none that can be. */
  @ParameterizedTest
  @ValueSource(strings = {"reject=true", "rej=ratelimit", "uid=badid"})
  void aRefusalOfConnectIsToldInTheBody(String params) {
    try (LongPoll client = client(BENCH + "&" + params)) {
      assertThat(client.poll().http().body()).isEqualTo("{\"status\":403}");
    }
  }

  /** Row 84, spec section 1.5. */
  @ParameterizedTest
  @ValueSource(strings = {"vsn=123.1.1", "vsn=2", "vsn=", "vsn[]=1", "vsn[a]=1", "vsn=2.0.0-rc.0"})
  void aVersionThatNobodySpeaksIsRefused(String params) {
    try (LongPoll client = client("/socket/longpoll?" + params)) {
      assertThat(client.poll().http().body()).isEqualTo("{\"status\":403}");
    }
  }

  /** Spec section 2.1: an error page has no CORS header. */
  @Test
  void aConnectThatThrowsIsAnErrorOfTheServer() {
    HttpReply reply = HttpRequest.get(BENCH + "&crash=1").send(lab.port());
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.header("access-control-allow-origin")).isNull();
  }

  /** Row 89. */
  @Test
  void theTokenMayComeInTheQuery() {
    try (LongPoll begun = client(BENCH).begin();
        LongPoll client = client(BENCH + "&token=" + begun.token())) {
      assertThat(client.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]").status()).isEqualTo(200);
      Answer answer = client.poll();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.messages()).hasSize(1);
      assertThat(answer.token()).isEqualTo(begun.token());
    }
  }

  /** Row 90. */
  @Test
  void theTokenOfTheHeaderWins() {
    try (LongPoll client = client(BENCH + "&token=bogus").begin()) {
      assertThat(client.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]").status()).isEqualTo(200);
    }
  }

  /** Spec section 2.2: such as an expired one, or a parameter that is no string. */
  @ParameterizedTest
  @ValueSource(strings = {"", "token=", "token=bogus", "token=SFMyNTY.YQ.YQ", "token[]=%s"})
  void aPostWithoutATokenThatIsGoodFindsNoSession(String params) {
    try (LongPoll begun = client(BENCH).begin();
        LongPoll client = client(BENCH + "&" + params.formatted(begun.token()))) {
      assertThat(client.post("x").http().body()).isEqualTo("{\"status\":410}");
      assertThat(client.begin().token()).isNotEqualTo(begun.token());
    }
  }

  /** Row 87: the query of the request that began the session, and no later one. */
  @Test
  void connectSeesTheRequestThatBeganTheSession() {
    try (LongPoll begun = client(BENCH + "&hello=world").begin("x-application: Phoenix");
        LongPoll client = client("/bench/longpoll?hello=you&token=" + begun.token())) {
      assertThat(Json.canonical(whoami(client)))
          .isEqualTo("{\"params\":{\"hello\":\"world\",\"vsn\":\"2.0.0\"}}");
    }
  }

  /** Spec section 3.5: raw, in a header of its own; {@code Authorization} is not read. */
  @ParameterizedTest
  @CsvSource({"x-phoenix-authtoken: s%cret+/=,s%cret+/=", "authorization: Bearer secret,"})
  void connectSeesTheAuthTokenOfItsHeader(String header, String token) {
    try (LongPoll client = client("/auth/longpoll?vsn=2.0.0").begin(header)) {
      JsonNode seen = whoami(client);
      assertThat(seen.propertyNames()).containsExactlyInAnyOrder("params", "auth_token");
      assertThat(Json.canonical(seen.path("auth_token")))
          .isEqualTo(token == null ? "null" : Json.quoted(token));
    }
  }

  private static JsonNode whoami(LongPoll client) {
    String room = Phoenix.room();
    client.postLines(
        "[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(room),
        "[\"1\",\"2\",\"%s\",\"whoami\",{}]".formatted(room));
    String last = "";
    while (!last.contains("params")) {
      for (String message : client.poll().messages()) {
        last = message;
      }
    }
    return Json.parse(last).path(4).path("response");
  }
}
