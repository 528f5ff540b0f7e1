package dev.anqa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@code anqa connect} gets its connection, and what it says when it gets none. */
final class ConnectHandshakeTest {
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksForTheUpgradeAsAToolAndNotAsAPage() {
    Invocation.of("connect", server.url("/socket/websocket?vsn=2.0.0&x=%20"), "bye").exits(2);

    var request = server.request();
    assertThat(request.uri()).isEqualTo("/socket/websocket?vsn=2.0.0&x=%20");
    assertThat(request.headers().get("Host")).isEqualTo("localhost:" + server.port());
    assertThat(request.headers().get("Sec-WebSocket-Version")).isEqualTo("13");
    assertThat(request.headers().contains("Origin")).isFalse();
    assertThat(request.headers().contains("Sec-WebSocket-Extensions")).isFalse();
  }

  @Test
  void sendsTheHeadersItIsGiven() {
    Invocation.of(
            "connect",
            "-H",
            "Origin: http://a:1",
            "-HHost:b",
            "--header=X-It:  c:d ",
            server.url(),
            "bye")
        .exits(2);

    var headers = server.request().headers();
    assertThat(headers.getAll("Origin")).containsExactly("http://a:1");
    assertThat(headers.getAll("Host")).containsExactly("b");
    assertThat(headers.getAll("X-It")).containsExactly("c:d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Origin | --header: no name (expected: 'Name: value')",
        ": x | --header: no name (expected: 'Name: value')",
        "sec-websocket-key: x | --header: sec-websocket-key (expected: not one that the handshake sets itself)",
      })
  void refusesAHeaderThatIsNone(String header, String message) {
    var run = Invocation.of("connect", "-H", header, server.url()).exits(1);

    // JUnit takes a single quote for its own, so it is left out on both sides.
    assertThat(run.err().strip().replace("'", "")).isEqualTo(message.replace("'", ""));
  }

  @Test
  void printsTheHeadOfTheHandshakeBeforeTheMessages() {
    var run = Invocation.of("connect", "-I", server.url(), "one", "bye").exits(2);

    assertThat(run.out().lines())
        .startsWith("HTTP/1.1 101 Switching Protocols")
        .anyMatch(line -> line.matches("sec-websocket-accept: \\S+"))
        .endsWith("", "one");
  }

  @Test
  void offersSubprotocolsInOrder() {
    var run =
        Invocation.of("connect", "-v", "-s", "phoenix", "-s", "other", server.url(), "bye")
            .exits(2);

    assertThat(server.request().headers().get("Sec-WebSocket-Protocol")).isEqualTo("phoenix,other");
    assertThat(run.err()).contains("* Subprotocol: phoenix");
  }

  @Test
  void failsWhenTheServerChoosesNoneOfTheSubprotocols() {
    var run = Invocation.of("connect", "-s", "unknown", server.url()).exits(1);

    assertThat(run.err()).contains("the handshake is wrong: ").contains("unknown");
  }

  @Test
  void connectsByTlsOnlyToThoseItTrusts() throws Exception {
    var self =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var tls = SslContextBuilder.forServer(self.toKeyManagerFactory()).build();
    try (var secure = TestServer.start(tls)) {
      var refused = Invocation.of("connect", secure.url(), "bye").exits(1);
      assertThat(refused.err())
          .contains("its certificate is not trusted")
          .contains("--insecure connects all the same");

      var run = Invocation.of("connect", "--insecure", secure.url(), "one", "bye").exits(2);
      assertThat(run.out()).isEqualTo("one\n");

      var plain = "ws://localhost:" + secure.port() + "/";
      assertThat(Invocation.of("connect", plain).exits(1).err()).contains("try wss://");
    }
  }

  @Test
  void saysThatAServerDoesNotSpeakTls() {
    var run = Invocation.of("connect", "wss://localhost:" + server.port() + "/").exits(1);

    assertThat(run.err()).contains("the server does not speak TLS; try ws://");
  }

  @Test
  void takesTheCookiesOfTheLoginAlong() {
    server.page(
        "/login",
        200,
        "",
        "Set-Cookie",
        "session=abc; Path=/; HttpOnly",
        "Set-Cookie",
        "theme=dark");
    Invocation.of("connect", "-H", "Cookie: own=1", "--login", http("/login"), server.url(), "bye")
        .exits(2);

    assertThat(server.request().uri()).isEqualTo("/login");
    assertThat(server.request().headers().getAll(HttpHeaderNames.COOKIE))
        .singleElement()
        .asString()
        .startsWith("own=1; ")
        .contains("session=abc")
        .contains("theme=dark");
  }

  @Test
  void followsTheRedirectOfALoginWhenAsked() {
    server
        .page("/login", 302, "", "Location", "/session")
        .page("/session", 200, "", "Set-Cookie", "session=abc; Path=/");

    var stays = Invocation.of("connect", "-l", http("/login"), server.url()).exits(1);
    assertThat(stays.err().strip())
        .isEqualTo(
            "--login: %s answered 302 (expected: a cookie for %s); --follow-redirect goes where it redirects",
            http("/login"), server.url());

    Invocation.of("connect", "-l", http("/login"), "--follow-redirect", server.url(), "bye")
        .exits(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/socket | 404 | 404 Not Found | try ws://localhost:PORT/socket/websocket",
        "/s/websocket | 404 | 404 Not Found | Is a socket mounted at /s/websocket?",
        "/s/websocket | 403 | 403 Forbidden | -H \"Origin: …\"",
        "/s/websocket | 401 | 401 Unauthorized | --login URL",
        "/s/websocket | 503 | 503 Service Unavailable | The server's log may tell more",
      })
  void showsARefusalWithItsBodyAndWhatToTry(String path, int status, String words, String advice) {
    server.page(path, status, "the server's own words\n");
    var run = Invocation.of("connect", server.url(path)).exits(1);

    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("Refused: " + server.url(path) + " answered " + words)
        .contains("the server's own words")
        .contains(advice.replace("PORT", "" + server.port()).replace('"', '\''));
  }

  @Test
  void showsTheHeadersOfARefusalToo() {
    server.page("/old", 301, "", "Location", "http://localhost/new");
    var run = Invocation.of("connect", "-I", server.url("/old")).exits(1);

    assertThat(run.out())
        .startsWith("HTTP/1.1 301 Moved Permanently\n")
        .contains("http://localhost/new");
    assertThat(run.err()).contains("It redirects; try ws://localhost/new");
  }

  @Test
  void saysThatNothingListens() throws IOException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    var run = Invocation.of("connect", "ws://localhost:" + port + "/").exits(1);

    assertThat(run.err().strip())
        .isEqualTo(
            "Cannot connect to ws://localhost:%d/: nothing listens on port %d; is the server started?",
            port, port);
  }

  @Test
  void saysThatTheHostIsUnknown() {
    var run = Invocation.of("connect", "ws://nowhere.invalid/").exits(1);

    assertThat(run.err()).contains("the name nowhere.invalid has no address");
  }

  @Test
  void saysThatTheAnswerIsNotHttp() {
    try (var smtp = TestServer.start()) {
      smtp.speaks(Unpooled.copiedBuffer("220 mail ready\r\n\r\n", StandardCharsets.US_ASCII));
      var run = Invocation.of("connect", smtp.url()).exits(1);

      assertThat(run.err())
          .contains("Cannot connect to " + smtp.url() + ": the answer is not HTTP");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost/x | try ws://localhost/x",
        "localhost:4000 | expected: ws://HOST:PORT/PATH",
        "ws:///x | expected: ws://HOST:PORT/PATH",
        "ws://localhost/a b | a space is %20",
        "ws://localhost/#a | write %23 for #",
        "ws://me:secret@localhost/ | Authorization: Basic",
      })
  void refusesAUrlThatIsNone(String url, String message) {
    assertThat(Invocation.of("connect", url).exits(1).err())
        .startsWith("URL: " + url)
        .contains(message);
  }

  @Test
  void refusesAPingIntervalThatIsNone() {
    var run = Invocation.of("connect", "-p", "0", server.url()).exits(1);

    assertThat(run.err().strip()).isEqualTo("--ping: 0.0 (expected: >= 0.001 seconds)");
  }

  @Test
  void takesArgumentsFromAProfile(@TempDir Path home) throws IOException {
    Files.createDirectories(home.resolve("anqa"));
    Files.writeString(
        home.resolve("anqa/local.conf"),
        """
        # the test's server
        --header=X-It: from profile
        --ping=0
          --echo

        %s
        """
            .formatted(server.url()));
    var run =
        Invocation.of("connect", "-P", "local", "-p", "60", "bye")
            .environment("XDG_CONFIG_HOME", home.toString())
            .exits(2);

    assertThat(server.request().headers().get("X-It")).isEqualTo("from profile");
    assertThat(run.out()).isEqualTo("> bye\n");
  }

  @Test
  void saysWhereAMissingProfileWouldBe(@TempDir Path home) {
    var run =
        Invocation.of("connect", "--profile=local")
            .environment("XDG_CONFIG_HOME", home.toString())
            .exits(1);

    assertThat(run.err()).contains("--profile: cannot read " + home.resolve("anqa/local.conf"));
  }

  private String http(String path) {
    return "http://localhost:" + server.port() + path;
  }
}
