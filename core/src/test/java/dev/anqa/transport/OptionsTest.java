package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.limits.Cap;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The defaults, each of which is a promise, and what is refused. */
final class OptionsTest {
  @Test
  void httpHasTheDefaultsOfCowboyAndBandit() {
    HttpOptions options = new HttpOptions(4000);

    assertThat(options.port()).isEqualTo(4000);
    assertThat(options.host()).isEqualTo("0.0.0.0");
    assertThat(options.handshakeTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.bodyTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(options.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(options.maxConnections()).isEqualTo(Cap.enforce(16_384));
    assertThat(options.maxConnectionsPerAddress()).isEqualTo(Cap.enforce(10_000));
    assertThat(options.maxRequestLineBytes()).isEqualTo(Cap.enforce(10_000));
    assertThat(options.maxHeaderBytes()).isEqualTo(Cap.enforce(32_768));
    assertThat(options.maxHeaderLines()).isEqualTo(Cap.enforce(100));
    assertThat(options.maxBodyBytes()).isEqualTo(Cap.enforce(1_000_000));
  }

  @Test
  void webSocketsHaveTheDefaultsOfPhoenix() {
    WebSocketOptions options = new WebSocketOptions();

    assertThat(options.webSocketSettings())
        .isEqualTo(
            new WebSocketSettings(
                10_000_000, Duration.ofSeconds(60), 16 << 20, Duration.ofSeconds(1), null));
    assertThat(options.subprotocols()).isNull();
    assertThat(options.errorHandler().apply("any")).isEqualTo(HttpResponse.empty(403));
    assertThat(options.settings(/* authTokenOfMount= */ false))
        .isEqualTo(
            new TransportSettings(
                "websocket",
                null,
                /* checkCsrf= */ true,
                Set.of(),
                Map.of(),
                null,
                /* authToken= */ false,
                Level.OFF,
                null));
  }

  @Test
  void longPollHasTheDefaultsOfPhoenixAndItsAdapters() {
    LongPollOptions options = new LongPollOptions();

    assertThat(options.longPollSettings())
        .isEqualTo(
            new LongPollSettings(
                Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofDays(14)));
    assertThat(options.maxPendingBytes()).isEqualTo(Cap.enforce(4 << 20));
    assertThat(options.maxBodyBytes()).isEqualTo(Cap.enforce(8_000_000));
    assertThat(options.settings(/* authTokenOfMount= */ false))
        .isEqualTo(
            new TransportSettings(
                "longpoll",
                null,
                /* checkCsrf= */ true,
                Set.of(),
                Map.of(),
                null,
                /* authToken= */ false,
                Level.OFF,
                null));
  }

  private static TlsOptions tls() {
    return TlsOptions.pem(Path.of("chain.pem"), Path.of("key.pem"));
  }

  @Test
  void tlsSpeaksTheTwoVersionsThatAreSafeAndAsksClientsForNothing() {
    TlsOptions options = tls();

    assertThat(options.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(options.checkFilesEvery()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.clientAuth()).isEqualTo(ClientAuth.NONE);
    assertThat(options.provider()).isEqualTo(TlsProvider.AUTO);
    assertThat(options.trust()).isNull();
    assertThat(options.hsts()).isNull();
  }

  @Test
  void compressionIsOffAndHasThePeersDefaultsWhenItIsOn() {
    WebSocketOptions on = new WebSocketOptions().compress(true);
    WebSocketOptions changed = new WebSocketOptions().compress(c -> c.level(1).maxRatio(7));

    assertThat(on.webSocketSettings().compression()).isEqualTo(new CompressionSettings(6, 512, 25));
    assertThat(changed.compress(c -> c.minBytes(3)).webSocketSettings().compression())
        .isEqualTo(new CompressionSettings(1, 3, 7));
    assertThat(changed.compress(true).webSocketSettings().compression().level()).isEqualTo(1);
    assertThat(changed.compress(false).webSocketSettings().compression()).isNull();
  }

  @Test
  void mountsAreOnWebSocketsWithoutAuthToken() {
    MountOptions options = new MountOptions();

    assertThat(options.websocket()).isNotNull();
    assertThat(options.authToken()).isFalse();
    assertThat(options.drained()).isTrue();
    assertThat(options.interceptors()).isEmpty();
    assertThat(options.noWebSocket().websocket()).isNull();
  }

  @Test
  void letsATransportOverrideTheAuthTokenOfItsMount() {
    assertThat(new WebSocketOptions().settings(true).authToken()).isTrue();
    assertThat(new WebSocketOptions().authToken(false).settings(true).authToken()).isFalse();
    assertThat(new WebSocketOptions().authToken(true).settings(false).authToken()).isTrue();
  }

  @Test
  void keepsWhatWasSaidBeforeWhenAMountIsToldMore() {
    MountOptions options =
        new MountOptions().websocket(w -> w.maxFrameBytes(1)).websocket(w -> w.path("x"));

    assertThat(options.websocket().webSocketSettings().maxFrameBytes()).isEqualTo(1);
    assertThat(options.websocket().settings(false).path()).isEqualTo("x");
  }

  @Test
  void showsTheValueAndWhatWasExpected() {
    assertRefused(() -> new HttpOptions(65_536), "port: 65536 (expected: 0 to 65535)");
    assertRefused(() -> new HttpOptions(-1), "port: -1 (expected: 0 to 65535)");
    HttpOptions http = new HttpOptions(0);
    assertRefused(() -> http.maxConnections(0), "maxConnections: 0 (expected: > 0)");
    assertRefused(() -> http.maxBodyBytes(-1), "maxBodyBytes: -1 (expected: > 0)");
    assertRefused(() -> http.maxHeaderBytes(0), "maxHeaderBytes: 0 (expected: > 0)");
    assertRefused(() -> http.maxHeaderLines(0), "maxHeaderLines: 0 (expected: > 0)");
    assertRefused(() -> http.maxRequestLineBytes(0), "maxRequestLineBytes: 0 (expected: > 0)");
    assertRefused(() -> http.idleTimeout(Duration.ZERO), "idleTimeout: PT0S (expected: > 0)");
    assertRefused(() -> http.bodyTimeout(Duration.ZERO), "bodyTimeout: PT0S (expected: > 0)");
    assertRefused(
        () -> http.handshakeTimeout(Duration.ofSeconds(-1)),
        "handshakeTimeout: PT-1S (expected: > 0)");
    CompressionOptions compression = new CompressionOptions();
    assertRefused(() -> compression.level(0), "level: 0 (expected: 1 to 9)");
    assertRefused(() -> compression.level(10), "level: 10 (expected: 1 to 9)");
    assertRefused(() -> compression.minBytes(0), "minBytes: 0 (expected: > 0)");
    assertRefused(() -> compression.maxRatio(-1), "maxRatio: -1 (expected: > 0)");
    WebSocketOptions webSocket = new WebSocketOptions();
    assertRefused(() -> webSocket.timeout(Duration.ZERO), "timeout: PT0S (expected: > 0)");
    assertRefused(() -> webSocket.maxFrameBytes(0), "maxFrameBytes: 0 (expected: > 0)");
    assertRefused(() -> webSocket.maxPendingBytes(-1), "maxPendingBytes: -1 (expected: > 0)");
    assertThatThrownBy(() -> webSocket.path("a/:b/:b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path \"a/:b/:b\"");
  }

  @Test
  void showsTheValueAndWhatWasExpectedOfLongPollAndTls() {
    LongPollOptions longPoll = new LongPollOptions();
    assertRefused(() -> longPoll.window(Duration.ZERO), "window: PT0S (expected: > 0)");
    assertRefused(
        () -> longPoll.pubsubTimeout(Duration.ZERO), "pubsubTimeout: PT0S (expected: > 0)");
    assertRefused(() -> longPoll.tokenMaxAge(Duration.ZERO), "tokenMaxAge: PT0S (expected: > 0)");
    assertRefused(() -> longPoll.maxBodyBytes(0), "maxBodyBytes: 0 (expected: > 0)");
    assertRefused(() -> longPoll.maxPendingBytes(-1), "maxPendingBytes: -1 (expected: > 0)");
    TlsOptions tls = tls();
    assertRefused(
        () -> tls.protocols(new String[0]), "protocols: [] (expected: TLSv1.3, TLSv1.2 or both)");
    assertRefused(
        () -> tls.protocols("TLSv1.1"),
        "protocols: [TLSv1.1] (expected: TLSv1.3, TLSv1.2 or both)");
    assertRefused(
        () -> tls.checkFilesEvery(Duration.ZERO), "checkFilesEvery: PT0S (expected: > 0)");
    assertRefused(() -> tls.hsts(Duration.ofSeconds(-1)), "hsts: PT-1S (expected: >= 0)");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
