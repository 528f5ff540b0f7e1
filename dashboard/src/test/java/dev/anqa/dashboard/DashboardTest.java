package dev.anqa.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dashboard on a real endpoint, asked as its page asks. */
final class DashboardTest {
  private static final String ASK = "anqa:dashboard:ask";
  private static final String STEER = "anqa:dashboard:steer";
  private static final String TRACE = "anqa:dashboard:trace";

  private static final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      return HandleResult.ok(payload);
    }
  }

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Presence presence = Presence.builder().build();
  private final Endpoint endpoint =
      Endpoint.builder()
          .http(0)
          .noLog()
          .presence(presence)
          .socket(
              "/socket",
              SocketHandler.connecting("UserSocket", _ -> ConnectResult.ok().id("us:1"))
                  .channel("room:*", Room::new))
          .mount(
              Dashboard.at("/dashboard")
                  .authorizedBy(request -> {
                    asked.add(request.path());
                    return !request.cookies().containsKey("stranger");
                  }))
          .start();

  @AfterEach
  void close() {
    endpoint.close();
  }

  private Page page() throws InterruptedException {
    return new Page(endpoint, "/dashboard/socket");
  }

  private Page client() throws InterruptedException {
    return new Page(endpoint, "/socket").join("room:a");
  }

  // ---- who may see it

  @Test
  void doesNotMountWithoutAnAuthorizerAndSaysWhatToWrite() {
    assertThatThrownBy(
            () -> Endpoint.builder().http(0).noLog().mount(Dashboard.at("/dashboard")).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody says who may see it")
        .hasMessageContaining(
            ".mount(Dashboard.at(\"/dashboard\").authorizedBy(request -> isOperator(request.cookies())))");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dashboard", "/", "/dashboard/", "/*"})
  void refusesAPathThatIsNone(String path) {
    assertThatThrownBy(() -> Dashboard.at(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dashboard: \"%s\" (expected: a path, such as /dashboard)", path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard",
        "/dashboard/",
        "/dashboard/dashboard.js",
        "/dashboard/vendor/phoenix.min.js",
        "/dashboard/none"
      })
  void showsNothingToStrangers(String path) throws Exception {
    HttpResponse<String> answer = Page.get(endpoint, path, "cookie", "stranger=1");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("Forbidden");
    assertThat(asked).containsExactly(path);
  }

  @Test
  void refusesTheSocketToStrangers() {
    assertRefused("cookie", "stranger=1");
    assertThat(asked).containsExactly("/dashboard/socket/websocket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "http://localhost", "null", "http://localhost:1"})
  void refusesTheSocketToPagesOfOthersWithoutAskingFurther(String origin) {
    assertRefused("origin", origin);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void opensTheSocketToItsOwnPage(String scheme) throws Exception {
    String origin = scheme + "://localhost:" + endpoint.port();
    try (Page page = new Page(endpoint, "/dashboard/socket", "origin", origin)) {
      page.join(ASK);
    }
  }

  private void assertRefused(String... headers) {
    assertThatThrownBy(() -> new Page(endpoint, "/dashboard/socket", headers))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
  }

  @Test
  void closesAllDashboardsAtOnce() throws Exception {
    try (Page page = page().join(ASK)) {
      endpoint.disconnect(Dashboard.SOCKETS);

      assertThat(page.await("closed")).isEqualTo("closed 1001");
    }
  }

  @Test
  void opensOnLoopbackToNobodyWhoCameThroughAProxy() throws Exception {
    try (Endpoint own =
        Endpoint.builder().http(0).noLog().mount(Dashboard.at("/dashboard").onLoopback()).start()) {
      assertThat(Page.get(own, "/dashboard/").statusCode()).isEqualTo(200);
      assertThat(Page.get(own, "/dashboard/", "x-forwarded-for", "10.0.0.1").statusCode())
          .isEqualTo(403);
    }
  }

  // ---- the page

  @Test
  void leadsToTheDirectoryOfThePage() throws Exception {
    HttpResponse<String> answer = Page.get(endpoint, "/dashboard");

    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(answer.headers().firstValue("location")).contains("dashboard/");
  }

  @Test
  void letsThePageLoadNothingButItsOwnFiles() throws Exception {
    HttpResponse<String> answer = Page.get(endpoint, "/dashboard/");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("<script src=\"dashboard.js\" type=\"module\">");
    assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
    assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(answer.headers().allValues("cache-control")).containsExactly("private, no-cache");
  }

  @Test
  void hasNoScriptAndNoStyleInThePage() throws Exception {
    assertThat(Page.get(endpoint, "/dashboard/").body())
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern("<style|style=| on[a-z]+=")
        .doesNotContain("http:", "https:", "//");
  }

  // ---- questions

  @Test
  void answersWhatTheAdminInterfaceAnswers() throws Exception {
    try (Page page = page().join(ASK);
        Page _ = client()) {
      assertThat(ask(page, "{\"call\":\"topics\",\"params\":{\"prefix\":\"room:\"}}"))
          .contains("\"topic\":\"room:a\",\"subscribers\":1");
      assertThat(ask(page, "{\"call\":\"sockets\",\"params\":{\"id\":\"us:1\",\"peer\":\"\"}}"))
          .contains("\"handler\":\"UserSocket\"")
          .doesNotContain("DashboardSocket");
      assertThat(ask(page, "{\"call\":\"nodes\"}")).contains("\"nodes\":[\"local\"]");
    }
  }

  @Test
  void saysWhatIsWrongWithAQuestion() throws Exception {
    try (Page page = page().join(ASK)) {
      assertThat(ask(page, "{\"call\":\"dances\"}"))
          .contains("\"status\":\"error\"", "\\\"dances\\\" (expected: topics, ");
      assertThat(ask(page, "{}")).contains("\"status\":\"error\"");
    }
  }

  @Test
  void listsWhoIsPresentWithoutSecrets() throws Exception {
    try (Page page = page().join(ASK);
        Page _ = client()) {
      presence.track("owner", "room:a", "ann", Map.of("token", "s3cret", "device", "phone"));

      assertThat(ask(page, "{\"call\":\"presence\"}"))
          .contains("\"topic\":\"room:a\"", "\"keys\":1");
      assertThat(ask(page, "{\"call\":\"presence\",\"params\":{\"topic\":\"room:a\"}}"))
          .contains("\"key\":\"ann\"", "\"device\":\"phone\"", "[FILTERED]", "\"keys\":1")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void listsWhoIsPresentPageByPage() throws Exception {
    try (Page page = page().join(ASK)) {
      for (int i = 0; i <= Presences.PAGE; i++) {
        presence.track("owner", "room:a", "user-%03d".formatted(i), Map.of());
      }
      assertThat(ask(page, present("\"topic\":\"room:a\"")))
          .contains("\"user-000\"", "\"user-099\"", "\"keys\":101")
          .contains("\"next\":{\"presence\":\"user-099\"}")
          .doesNotContain("user-100");
      assertThat(
              ask(
                  page,
                  present("\"topic\":\"room:a\",\"presence\":\"presence\",\"after\":\"user-099\"")))
          .contains("\"user-100\"", "\"next\":{}")
          .doesNotContain("user-099");
    }
  }

  @Test
  void listsTopicsWithSomebodyPresentPageByPage() throws Exception {
    try (Page page = page().join(ASK)) {
      for (int i = 0; i <= Presences.PAGE; i++) {
        String topic = "room:%03d".formatted(i);
        endpoint.subscribe(topic, _ -> {});
        presence.track("owner", topic, "ann", Map.of());
      }
      assertThat(ask(page, present("\"prefix\":\"room:\"")))
          .contains("\"room:000\"", "\"next\":{\"presence\":\"room:099\"}")
          .doesNotContain("room:100");
      assertThat(
              ask(
                  page,
                  present("\"prefix\":\"room:\",\"presence\":\"presence\",\"after\":\"room:099\"")))
          .contains("\"room:100\"", "\"next\":{}")
          .doesNotContain("room:099");
    }
  }

  @Test
  void showsSomeMetasOfAKeyAndSaysHowManyMoreThereAre() throws Exception {
    try (Page page = page().join(ASK)) {
      for (int i = 0; i < Presences.METAS + 7; i++) {
        presence.track("owner " + i, "room:a", "ann", Map.of());
      }
      assertThat(ask(page, present("\"topic\":\"room:a\""))).containsOnlyOnce("\"more\":7");
    }
  }

  private static String present(String params) {
    return "{\"call\":\"presence\",\"params\":{%s}}".formatted(params);
  }

  private static String ask(Page page, String question) throws InterruptedException {
    return page.ask(ASK, "ask", question);
  }

  // ---- orders

  @Test
  void kicksAChannelAndDisconnectsASocket() throws Exception {
    try (Page client = client();
        Page page = page().join(STEER)) {
      assertThat(page.ask(STEER, "kick", "{\"connection\":1,\"topic\":\"room:a\"}"))
          .contains("\"status\":\"ok\"");
      client.await("phx_close");
      assertThat(page.ask(STEER, "kick", "{\"connection\":1,\"topic\":\"room:b\"}"))
          .contains("\"status\":\"error\"", "has not joined");
      assertThat(page.ask(STEER, "disconnect", "{\"connection\":1}")).contains("\"status\":\"ok\"");
      assertThat(client.await("closed")).isEqualTo("closed 1001");
    }
  }

  @Test
  void takesNoOtherOrders() throws Exception {
    try (Page page = page().join(STEER)) {
      assertThat(page.ask(STEER, "broadcast", "{\"topic\":\"room:a\",\"event\":\"x\"}"))
          .contains("phx_error"); // As any channel does with an event that it does not know.
    }
  }

  // ---- numbers and traces

  @Test
  void sendsNumbersWhileSomebodyLooks() throws Exception {
    try (Page page = page().join("anqa:dashboard:stats:endpoint:local");
        Page _ = client()) {
      assertThat(page.await("\"channels\":2"))
          .contains("\"sample\"", "\"connections\":2", "\"route\":\"room:*\"", "\"heap\":");
      assertThat(page.await("messages_in")).contains("\"deliveries\":");
    }
  }

  @Test
  void tracesOthersAndEndsWithThePage() throws Exception {
    try (Page client = client();
        Page page = page().join(ASK).join(TRACE)) {
      assertThat(page.ask(TRACE, "start", "{\"params\":{\"count\":2}}")).contains("\"ok\"");
      ask(page, "{\"call\":\"nodes\"}"); // Not to be seen.
      client.ask("room:a", "hello", "{\"password\":\"s3cret\"}");

      assertThat(page.await("\"entries\""))
          .contains("\"kind\":\"handle_in\"", "\"event\":\"hello\"", "[FILTERED]")
          .doesNotContain("s3cret", "anqa:dashboard:ask");
      page.await("\"reason\":\"count\"");

      assertThat(page.ask(TRACE, "start", "{\"params\":{}}")).contains("\"ok\"");
      assertThat(endpoint.telemetry().traced()).isTrue();
    }
    await().until(() -> !endpoint.telemetry().traced());
  }

  @Test
  void stopsATraceAndSaysWhatIsWrongWithOne() throws Exception {
    try (Page page = page().join(TRACE)) {
      page.ask(TRACE, "start", "{\"params\":{}}");
      page.ask(TRACE, "stop", "{}");
      page.await("\"reason\":\"closed\"");

      assertThat(page.ask(TRACE, "start", "{\"params\":{\"count\":0}}"))
          .contains("\"status\":\"error\"", "count: 0 (expected: a number from 1 to 1000)");
    }
  }
}
