package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP upgrade: spec sections 1.5, 3.1 and 3.2. */
@ExtendWith(SharedLab.class)
class HandshakeTest {
  private static final String SOCKET = "/socket/websocket?vsn=2.0.0";

  private final RunningLab lab;

  HandshakeTest(RunningLab lab) {
    this.lab = lab;
  }

  /** RFC 6455 section 1.3. */
  @Test
  void isAcceptedWithTheKeyOfTheRfc() {
    try (WsClient client = lab.open(SOCKET)) {
      HttpReply reply = client.handshake();
      assertThat(reply.status()).isEqualTo(101);
      assertThat(reply.header("upgrade")).isEqualToIgnoringCase("websocket");
      assertThat(reply.header("connection")).isEqualToIgnoringCase("upgrade");
      assertThat(reply.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(reply.headers())
          .doesNotContainKeys("sec-websocket-protocol", "sec-websocket-extensions");
    }
  }

  /** Spec section 3.2: names and tokens are compared without case; lists are lists. */
  @Test
  void isAcceptedInAnyCaseAndWithinLists() {
    HttpRequest request =
        HttpRequest.bare("GET " + SOCKET + " HTTP/1.1")
            .headers(
                "HOST: localhost",
                "CoNNection: keep-alive, UPGRADE",
                "UPGRADE: foo, WebSocket",
                "SEC-WEBSOCKET-KEY: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-Websocket-Version: 13");
    assertThat(request.send(lab.port()).status()).isEqualTo(101);
  }

  /** Spec section 3.1 and row R36: empty segments are ignored. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/socket/websocket/",
        "//socket//websocket",
        "/socket//websocket//",
        "/%73ocket/websocket"
      })
  void isAcceptedWhateverTheSlashes(String path) {
    assertThat(lab.handshake(path).status()).isEqualTo(101);
  }

  /** Anything else is the application's: the Lab answers nf. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/socket", "/socket/websocket/more", "/socket/other", "/websocket", "/p/1"})
  void isForTheMountedPathsOnly(String path) {
    HttpReply reply = lab.handshake(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("nf");
  }

  /** Row R35. */
  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"})
  void isRefusedForOtherMethods(String method) {
    HttpReply reply =
        HttpRequest.bare(method + " " + SOCKET + " HTTP/1.1")
            .headers(
                "host: localhost",
                "connection: Upgrade",
                "upgrade: websocket",
                "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
                "sec-websocket-version: 13")
            .send(lab.port());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEmpty();
  }

  /** Rows 46 and R34: the texts of spec section 3.2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "connection | | 'connection' header must contain 'upgrade', got []",
        "connection | close |" + " 'connection' header must contain 'upgrade', got [\"close\"]",
        "upgrade | | 'upgrade' header must contain 'websocket', got []",
        "upgrade | h2c | 'upgrade' header must contain 'websocket', got [\"h2c\"]",
        "sec-websocket-key | | 'sec-websocket-key' header is absent",
        "sec-websocket-version | | 'sec-websocket-version' header must equal '13', got []",
        "sec-websocket-version | 8 |"
            + " 'sec-websocket-version' header must equal '13', got [\"8\"]"
      })
  void isRefusedWithTheHeaderThatIsWrong(String name, String value, String body) {
    HttpRequest request = HttpRequest.handshake(SOCKET).without(name);
    if (value != null) {
      request.header(name, value);
    }
    HttpReply reply = request.send(lab.port());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo(body);
  }

  /** The checks run in the order of the table. */
  @Test
  void isRefusedWithTheFirstHeaderThatIsWrong() {
    HttpReply reply = HttpRequest.get(SOCKET).send(lab.port());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo("'connection' header must contain 'upgrade', got []");
  }

  @Test
  void isRefusedWithoutAHost() {
    HttpReply reply = HttpRequest.handshake(SOCKET).without("host").send(lab.port());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo("'host' header is absent");
  }

  @Test
  void isRefusedInHttp10() {
    HttpReply reply =
        HttpRequest.bare("GET " + SOCKET + " HTTP/1.0")
            .headers(
                "host: localhost",
                "connection: Upgrade",
                "upgrade: websocket",
                "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
                "sec-websocket-version: 13")
            .send(lab.port());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo("HTTP version HTTP/1.0 unsupported");
  }

  /** Smuggling and sloppiness: RFC 9112 section 3.2. */
  @ParameterizedTest
  @ValueSource(strings = {"host: other.com", "host: a b", "host: evil.com/x"})
  void isRefusedWithASecondOrABrokenHost(String line) {
    HttpRequest request = HttpRequest.handshake(SOCKET);
    if (!line.equals("host: other.com")) {
      request.without("host");
    }
    assertThat(request.headers(line).send(lab.port()).status()).isEqualTo(400);
  }

  /** Rows 32, 33 and R37, spec section 3.2. */
  @ParameterizedTest
  @CsvSource({
    "reject=true,403",
    "rej=rate_limit,403",
    "crash=now,500",
    "uid=badid,403",
    "reject=false,101",
    "uid=7,101"
  })
  void isAnsweredAsConnectDecides(String param, int status) {
    HttpReply reply = lab.handshake(SOCKET + "&" + param);
    assertThat(reply.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(reply.body()).isEmpty();
    }
  }

  /** Rows 36 and R38: spec section 1.5. */
  @ParameterizedTest
  @CsvSource({
    "vsn=1.0.0,101",
    "vsn=1.0.5,101",
    "vsn=2.0.0,101",
    "vsn=2.0.1,101",
    "vsn=1.1.0,403",
    "vsn=2.1.0,403",
    "vsn=3.0.0,403",
    "vsn=123.1.1,403",
    "vsn=2.0.0-rc.0,403",
    "vsn=2,403",
    "vsn=2.0,403",
    "vsn=,403",
    "vsn=abc,403",
    "vsn=02.0.0,403",
    "vsn[]=1,403",
    "vsn[a]=1,403"
  })
  void isDecidedByTheVersion(String query, int status) {
    HttpReply reply = lab.handshake("/socket/websocket?" + query);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void withoutAVersionMeansVersionOne() {
    try (Phoenix client = new Phoenix(lab.open("/socket/websocket"), Vsn.V1)) {
      client.joined(Phoenix.room());
    }
  }

  @ParameterizedTest
  @CsvSource({"1.0.5,V1", "2.0.7,V2"})
  void choosesTheSerializerByTheVersion(String number, Vsn vsn) {
    WsClient socket = lab.open("/socket/websocket?vsn=" + number);
    try (Phoenix client = new Phoenix(socket, vsn)) {
      client.joined(Phoenix.room());
    }
  }

  /** Row R39: what is not UTF-8. */
  @ParameterizedTest
  @ValueSource(strings = {"x=%ff", "x=%c3%28", "%fe=1"})
  void isRefusedWithAQueryThatIsNotUtf8(String query) {
    assertThat(lab.handshake(SOCKET + "&" + query).status()).isEqualTo(400);
  }

  /** Spec section 3.2, 2: accepted upstream, 400 is fine; never an error of the server. */
  @ParameterizedTest
  @ValueSource(strings = {"x=%ZZ", "x=%", "x=%4"})
  void isRefusedOrAcceptedWithABrokenEscape(String query) {
    assertThat(lab.handshake(SOCKET + "&" + query).status()).isIn(101, 400);
  }

  /** Row R34: the origin is checked before the headers, {@code connect} may be or not. */
  @Test
  void isRefusedForItsOriginBeforeItsHeaders() {
    HttpReply reply =
        HttpRequest.get("/origin/websocket").header("origin", "https://evil.com").send(lab.port());
    assertThat(reply.status()).isEqualTo(403);
  }

  /** A connection that was refused serves the next request. */
  @Test
  void mayBeTriedAgainOnAnotherConnection() {
    assertThat(lab.handshake(SOCKET + "&reject=true").status()).isEqualTo(403);
    assertThat(lab.handshake(SOCKET).status()).isEqualTo(101);
  }

  /** The Lab's limits let a checker's burst pass. */
  @Test
  void isAcceptedFiveHundredTimesInARow() {
    for (int i = 0; i < 500; i++) {
      assertThat(lab.handshake(SOCKET).status()).isEqualTo(101);
    }
  }
}
