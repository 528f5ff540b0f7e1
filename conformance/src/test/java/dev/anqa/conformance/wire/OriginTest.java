package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The origin check as two mounts show it: {@code /origin} has a list, {@code /socket} compares with
 * the endpoint's host {@code localhost}. Spec section 3.3.
 */
@ExtendWith(SharedLab.class)
class OriginTest {
  private final RunningLab lab;

  OriginTest(RunningLab lab) {
    this.lab = lab;
  }

  /** Rows 30, 31, 47, 96 to 101, 105 and R40: {@code https://ok.com} and {@code //*.wild.com}. */
  @ParameterizedTest
  @CsvSource({
    "https://ok.com,101",
    "https://ok.com/,101",
    "https://ok.com/path,101",
    "https://ok.com:443,101",
    "http://ok.com,403",
    "https://ok.com:8443,403",
    "https://sub.ok.com,403",
    "https://evilok.com,403",
    "https://ok.com.evil.com,403",
    "https://OK.com,403",
    "https://wild.com,101",
    "http://wild.com,101",
    "http://wild.com:8080,101",
    "https://a.wild.com,101",
    "https://a.b.wild.com,101",
    "https://evilwild.com,403",
    "https://prefix-wild.com,403",
    "https://wild.com.evil.com,403",
    "https://.evil.com,403",
    "https://other.com,403"
  })
  void isComparedWithAList(String origin, int status) {
    refusedWithoutBodyOrAccepted("/origin/websocket", origin, status);
  }

  /** Rows 94 and R40: scheme and port do not count, case does. */
  @ParameterizedTest
  @CsvSource({
    "http://localhost,101",
    "https://localhost,101",
    "https://localhost:9999,101",
    "http://localhost/,101",
    "http://LOCALHOST,403",
    "http://localhost.evil.com,403",
    "http://127.0.0.1,403",
    "https://another.com,403"
  })
  void isComparedWithTheEndpointsHost(String origin, int status) {
    refusedWithoutBodyOrAccepted("/socket/websocket", origin, status);
  }

  /** Row 101: an origin without a host. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "", "localhost", "file://", "/", "://", "ok.com"})
  void isRefusedWithoutAHost(String origin) {
    refusedWithoutBodyOrAccepted("/origin/websocket", origin, 403);
    refusedWithoutBodyOrAccepted("/socket/websocket", origin, 403);
  }

  /** Spec section 3.3: other clients than browsers send none. */
  @Test
  void mayBeAbsent() {
    assertThat(lab.handshake("/origin/websocket").status()).isEqualTo(101);
    assertThat(lab.handshake("/socket/websocket").status()).isEqualTo(101);
  }

  /** Row 107: mounts of one socket class do not share their lists. */
  @Test
  void isComparedWithTheListOfItsOwnMount() {
    refusedWithoutBodyOrAccepted("/origin/websocket", "http://localhost", 403);
    refusedWithoutBodyOrAccepted("/socket/websocket", "https://ok.com", 403);
    refusedWithoutBodyOrAccepted("/origin/websocket", "https://ok.com", 101);
    refusedWithoutBodyOrAccepted("/socket/websocket", "http://localhost", 101);
  }

  /** Row R41: the safe one of the two answers. */
  @Test
  void isRefusedTwice() {
    HttpReply reply =
        lab.handshake("/origin/websocket", "origin: https://ok.com", "origin: https://evil.com");
    assertThat(reply.status()).isEqualTo(403);
    HttpReply alike =
        lab.handshake("/origin/websocket", "origin: https://ok.com", "origin: https://ok.com");
    assertThat(alike.status()).isEqualTo(403);
  }

  private void refusedWithoutBodyOrAccepted(String path, String origin, int status) {
    HttpReply reply = lab.handshake(path, "origin: " + origin);
    assertThat(reply.status()).as(origin).isEqualTo(status);
    assertThat(reply.body()).isEmpty();
  }
}
