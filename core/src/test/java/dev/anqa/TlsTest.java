package dev.anqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.limits.Limit;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.ClientAuth;
import dev.anqa.transport.ConnectInfoKey;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.NettyIo;
import dev.anqa.transport.TlsOptions;
import dev.anqa.transport.TlsProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS and secure WebSockets, by either provider, with the JDK's clients. */
@ParameterizedClass
@EnumSource(
    value = TlsProvider.class,
    names = {"JDK", "OPENSSL"})
final class TlsTest {
  private final TlsProvider provider;
  private TlsFixture fixture;

  TlsTest(TlsProvider provider) {
    this.provider = provider;
  }

  @BeforeEach
  void setUp(@TempDir Path directory) throws Exception {
    fixture = new TlsFixture(directory);
  }

  @AfterEach
  void tearDown() {
    fixture.close();
  }

  private TlsOptions pem() {
    return TlsOptions.pem(fixture.chain, fixture.key).provider(provider);
  }

  private static EndpointBuilder hello(EndpointBuilder builder) {
    return builder.handler("/", request -> HttpResponse.text(200, request.scheme()));
  }

  /** What a WebSocket client hears. */
  private static final class Heard implements WebSocket.Listener {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }

  private WebSocket webSocket(HttpClient client, Heard heard) {
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("wss://localhost:" + fixture.port() + "/socket/websocket"), heard)
        .join();
  }

  @ParameterizedTest
  @EnumSource(
      value = NettyIo.class,
      names = {"NIO", "EPOLL"})
  void carriesWebSocketsAndAnswers(NettyIo io) throws Exception {
    SpySocket spy = new SpySocket();
    fixture.start(builder ->
        hello(builder)
            .io(io)
            .https(0, pem())
            .socket("/socket", spy, m -> m.websocket(w -> w.connectInfo(ConnectInfoKey.URI))));
    try (HttpClient client = fixture.http(null)) {
      assertThat(fixture.get(client, "/").body()).isEqualTo("https");
      Heard heard = new Heard();
      WebSocket socket = webSocket(client, heard);
      String large = "x".repeat(300_000);
      socket.sendText("hi", true).join();
      socket.sendText(large, true).join();

      assertThat(heard.texts.poll(10, TimeUnit.SECONDS)).isEqualTo("hi");
      assertThat(heard.texts.poll(10, TimeUnit.SECONDS)).isEqualTo(large);
      assertThat(spy.connects.take().info().uri().getScheme()).isEqualTo("https");
      socket.abort();
    }
  }

  /** Else it would have a place of the listener until it goes on, or its time is over. */
  @Test
  void cutsOneTooManyOfAnAddressBeforeItsHandshake() throws Exception {
    Endpoint endpoint =
        fixture.start(builder ->
            builder.https(
                0,
                http ->
                    http.host("127.0.0.1")
                        .tls(pem())
                        .maxConnectionsPerAddress(1)
                        .handshakeTimeout(Duration.ofMinutes(1))));
    try (SSLSocket first = fixture.connect()) {
      first.startHandshake();
      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
        second.setSoTimeout(10_000);
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
    }
    assertThat(endpoint.limits().find("HTTP connections per address", "port 0").orElseThrow())
        .extracting(Limit::refused)
        .isEqualTo(1L);
  }

  @Test
  void listensBesideHttp() throws Exception {
    Endpoint endpoint =
        fixture.start(builder -> hello(builder).https(0, pem()).http(0, o -> o.host("127.0.0.1")));
    try (HttpClient client = fixture.http(null);
        RawHttp plain = new RawHttp(endpoint.addresses().get(1).getPort())) {
      assertThat(fixture.get(client, "/").body()).isEqualTo("https");
      assertThat(plain.send("GET / HTTP/1.1\nHost: h\n\n").read().body()).isEqualTo("http");
    }
    assertThat(fixture.events(TelemetryEvent.EndpointStarted.class))
        .extracting(TelemetryEvent.EndpointStarted::scheme)
        .containsExactly("https", "http");
  }

  @Test
  void takesAKeyStore() throws Exception {
    Path store = fixture.store(fixture.server("stored"));
    TlsOptions tls = TlsOptions.pkcs12(store, TlsFixture.PASSWORD).provider(provider);
    fixture.start(builder -> builder.https(0, tls));

    assertThat(fixture.shown().getSubjectX500Principal().getName()).isEqualTo("CN=stored");
  }

  @Test
  void takesAnRsaKey() throws Exception {
    fixture.write(TlsFixture.serverBuilder("rsa").rsa2048().buildIssuedBy(fixture.authority));
    fixture.start(builder -> builder.https(0, pem()));

    assertThat(fixture.shown().getPublicKey().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  void takesCertificateAndKeyInOneFile() throws Exception {
    Files.writeString(
        fixture.chain,
        Files.readString(fixture.key) + "\nwords in between\n" + Files.readString(fixture.chain));
    TlsOptions tls = TlsOptions.pem(fixture.chain, fixture.chain).provider(provider);
    fixture.start(builder -> builder.https(0, tls));

    assertThat(fixture.shown().getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
  }

  @Test
  void agreesOnHttp11() throws Exception {
    fixture.start(builder -> builder.https(0, pem()));
    try (SSLSocket socket = fixture.connect()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaksTheProtocolsThatItIsTold(String protocol) throws Exception {
    fixture.start(builder -> builder.https(0, pem().protocols(protocol)));
    try (SSLSocket socket = fixture.connect()) {
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
    String other = protocol.equals("TLSv1.2") ? "TLSv1.3" : "TLSv1.2";
    try (SSLSocket socket = fixture.connect(other)) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
    await()
        .untilAsserted(
            () -> assertThat(fixture.events(TelemetryEvent.TlsHandshakeFailed.class)).hasSize(1));
  }

  @Test
  void handsTheCertificateOfTheClientOn() throws Exception {
    SpySocket spy = new SpySocket();
    Path trust = fixture.trustFile();
    fixture.start(builder ->
        builder
            .https(0, pem().clientAuth(ClientAuth.REQUIRE).trustPem(trust))
            .handler("/", request -> HttpResponse.text(200, name(request.peerCertificate())))
            .socket(
                "/socket", spy, m -> m.websocket(w -> w.connectInfo(ConnectInfoKey.PEER_DATA))));
    X509Bundle own = TlsFixture.client(fixture.authority);
    try (HttpClient client = fixture.http(own)) {
      assertThat(fixture.get(client, "/").body()).isEqualTo("CN=client");
      webSocket(client, new Heard()).abort();
      assertThat(spy.connects.take().info().peerCertificate()).isEqualTo(own.getCertificate());
    }
  }

  private static String name(java.security.cert.Certificate certificate) {
    return certificate == null
        ? "nobody"
        : ((X509Certificate) certificate).getSubjectX500Principal().getName();
  }

  @Test
  void refusesClientsWithoutATrustedCertificate() throws Exception {
    Path trust = fixture.trustFile();
    fixture.start(
        builder -> hello(builder).https(0, pem().clientAuth(ClientAuth.REQUIRE).trustPem(trust)));
    X509Bundle stranger = TlsFixture.client(TlsFixture.authority());
    try (HttpClient nobody = fixture.http(null);
        HttpClient other = fixture.http(stranger)) {
      assertThatThrownBy(() -> fixture.get(nobody, "/")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> fixture.get(other, "/")).isInstanceOf(IOException.class);
    }
    await()
        .untilAsserted(() ->
            assertThat(fixture.events(TelemetryEvent.TlsHandshakeFailed.class))
                .hasSizeGreaterThanOrEqualTo(2));
  }

  @Test
  void letsClientsWithoutACertificatePassIfItOnlyWantsOne() throws Exception {
    Path trust = fixture.store(fixture.server("unused"));
    fixture.start(builder ->
        builder
            .https(0, pem().clientAuth(ClientAuth.WANT).trustPkcs12(trust, TlsFixture.PASSWORD))
            .handler("/", request -> HttpResponse.text(200, name(request.peerCertificate()))));
    try (HttpClient nobody = fixture.http(null)) {
      assertThat(fixture.get(nobody, "/").body()).isEqualTo("nobody");
    }
  }

  @Test
  void readsChangedFilesAgainWithoutARestart() throws Exception {
    fixture.start(builder -> builder.https(0, pem().checkFilesEvery(Duration.ofMillis(1))));
    assertThat(fixture.shown().getSubjectX500Principal().getName()).isEqualTo("CN=localhost");

    fixture.write(fixture.server("renewed"));

    await()
        .untilAsserted(() ->
            assertThat(fixture.shown().getSubjectX500Principal().getName())
                .isEqualTo("CN=renewed"));
    assertThat(fixture.events(TelemetryEvent.TlsReloaded.class))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.file()).isEqualTo(fixture.chain.toString()));
  }

  @Test
  void keepsConnectionsThatStandWhenItReadsFilesAgain() throws Exception {
    Endpoint endpoint =
        fixture.start(builder -> builder.https(0, pem()).socket("/socket", new SpySocket()));
    try (HttpClient client = fixture.http(null)) {
      Heard heard = new Heard();
      WebSocket socket = webSocket(client, heard);
      fixture.write(fixture.server("renewed"));

      assertThat(endpoint.reloadTls()).isTrue();

      assertThat(fixture.shown().getSubjectX500Principal().getName()).isEqualTo("CN=renewed");
      socket.sendText("still here", true).join();
      assertThat(heard.texts.poll(10, TimeUnit.SECONDS)).isEqualTo("still here");
      socket.abort();
    }
  }

  @Test
  void keepsTheFormerCertificateIfTheNewFilesCannotBeUsed() throws Exception {
    Endpoint endpoint = fixture.start(builder -> builder.https(0, pem()));
    Files.writeString(fixture.chain, fixture.server("halfway").getCertificatePathPEM());

    assertThat(endpoint.reloadTls()).isFalse();

    assertThat(fixture.shown().getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    assertThat(fixture.events(TelemetryEvent.TlsReloadFailed.class))
        .singleElement()
        .satisfies(event ->
            assertThat(event.cause())
                .hasMessage(
                    "%s: the private key does not belong to the certificate of CN=halfway"
                        .formatted(fixture.key)));
    Files.delete(fixture.chain);
    assertThat(endpoint.reloadTls()).isFalse();
  }

  @Test
  void tellsOfBadFilesOnceUntilTheyChange() throws Exception {
    fixture.start(builder -> builder.https(0, pem().checkFilesEvery(Duration.ofNanos(1))));
    Files.writeString(fixture.key, "nonsense");
    await()
        .untilAsserted(() -> {
          assertThat(fixture.shown()).isNotNull();
          assertThat(fixture.events(TelemetryEvent.TlsReloadFailed.class)).isNotEmpty();
        });
    int told = fixture.events(TelemetryEvent.TlsReloadFailed.class).size();
    for (int i = 0; i < 5; i++) {
      assertThat(fixture.shown()).isNotNull();
    }
    fixture.write(fixture.server("mended"));
    await()
        .untilAsserted(() ->
            assertThat(fixture.shown().getSubjectX500Principal().getName()).isEqualTo("CN=mended"));
    assertThat(fixture.events(TelemetryEvent.TlsReloadFailed.class).size() - told)
        .isLessThanOrEqualTo(2); // Those of the two files that were written one by one.
  }

  @Test
  void saysAtTheStartWhatIsWrongWithTheFiles() throws Exception {
    assertStartFails(
        TlsOptions.pem(Path.of("missing.pem"), fixture.key), "TLS: missing.pem: cannot be read");
    assertStartFails(TlsOptions.pem(fixture.key, fixture.key), "no certificate");
    assertStartFails(TlsOptions.pem(fixture.chain, fixture.chain), "no private key");
    Path store = fixture.store(fixture.server("stored"));
    assertStartFails(TlsOptions.pkcs12(store, "wrong"), "store.p12: cannot be read");
    Path old =
        Files.writeString(
            fixture.key.resolveSibling("old.pem"),
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    assertStartFails(
        TlsOptions.pem(fixture.chain, old),
        "has EC PRIVATE KEY (expected: PRIVATE KEY). To convert it: openssl pkcs8 -topk8");
  }

  private static void assertStartFails(TlsOptions tls, String message) {
    assertThatThrownBy(() -> Endpoint.builder().noLog().https(0, tls).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("TLS: ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesOptionsThatDoNotGoTogether() {
    assertThatThrownBy(() -> Endpoint.builder().https(4040, _ -> {}))
        .hasMessage(
            "https(4040): no certificate. Say which: .https(4040, TlsOptions.pem(chain, key))");
    assertThatThrownBy(() -> Endpoint.builder().http(4000, o -> o.tls(pem())))
        .hasMessage("http(4000): has TLS. Write: .https(4000, ...)");
    assertThatThrownBy(() -> Endpoint.builder().https(1, o -> o.tls(pem()).redirectToHttps(2)))
        .hasMessage("https(1): redirectToHttps(2) (expected: on an http listener)");
    assertThatThrownBy(
            () -> Endpoint.builder().noLog().https(0, pem().clientAuth(ClientAuth.WANT)).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("clientAuth: WANT, but nobody is trusted.");
    assertThatThrownBy(() -> pem().protocols("TLSv1.1"))
        .hasMessage("protocols: [TLSv1.1] (expected: TLSv1.3, TLSv1.2 or both)");
    assertThatThrownBy(() -> pem().checkFilesEvery(Duration.ZERO))
        .hasMessage("checkFilesEvery: PT0S (expected: > 0)");
  }

  @Test
  void cutsClientsThatDoNotFinishTheHandshake() throws Exception {
    Endpoint endpoint =
        fixture.start(builder ->
            builder.https(0, o -> o.tls(pem()).handshakeTimeout(Duration.ofMillis(100))));
    try (RawHttp silent = new RawHttp(endpoint.port())) {
      assertThat(silent.isAtEnd()).isTrue();
    }
  }

  /** As {@code force_ssl}, row 187. */
  @Test
  void sendsClientsOfPlainHttpToHttps() throws Exception {
    try (Fixture plain =
        Fixture.start(builder ->
            hello(builder)
                .socket("/socket", new SpySocket())
                .http(0, o -> o.host("127.0.0.1").redirectToHttps(4040))
                .http(0, o -> o.host("127.0.0.1").redirectToHttps(443)))) {
      int odd = plain.endpoint.addresses().get(1).getPort();
      int usual = plain.endpoint.addresses().get(2).getPort();
      assertThat(location(odd, "GET /a%20b?c=d HTTP/1.1\nHost: ex.com:4000\n\n"))
          .isEqualTo("301 https://ex.com:4040/a%20b?c=d");
      assertThat(location(usual, "POST / HTTP/1.1\nHost: ex.com\nContent-Length: 1\n\nx"))
          .isEqualTo("308 https://ex.com/");
      assertThat(location(usual, "GET /%E4 HTTP/1.1\nHost: [::1]:80\n\n"))
          .isEqualTo("301 https://[::1]/%E4");
      assertThat(location(odd, Handshakes.right().text()))
          .isEqualTo("301 https://localhost:4040/socket/websocket");
      assertThat(location(odd, "GET / HTTP/1.0\n\n")).isEqualTo("400 null");
    }
  }

  private static String location(int port, String request) throws Exception {
    try (RawHttp client = new RawHttp(port)) {
      RawHttp.Answer answer = client.send(request).read();
      return answer.status() + " " + answer.header("location");
    }
  }

  @Test
  void hasBrowsersStayOnHttpsIfItIsTold() throws Exception {
    fixture.start(builder -> hello(builder).https(0, pem().hsts(Duration.ofDays(365))));
    try (HttpClient client = fixture.http(null)) {
      assertThat(fixture.get(client, "/").headers().map())
          .containsEntry("strict-transport-security", java.util.List.of("max-age=31536000"));
    }
  }

  @Test
  void letsARefusalArriveThoughTheClientIsStillSending() throws Exception {
    fixture.start(builder -> builder.https(0, pem()));
    try (SSLSocket socket = fixture.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[100_000]);
      socket.getOutputStream().flush();
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 413 ");
    }
  }
}
