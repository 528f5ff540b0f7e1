package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpReply;
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

/** Subprotocols at {@code /sub} and the auth token at {@code /auth}: spec sections 3.4 and 3.5. */
@ExtendWith(SharedLab.class)
class SubprotocolTest {
  private static final String TOKEN = "base64url.bearer.phx.c2VjcmV0IQ";
  private static final String OTHER_TOKEN = "base64url.bearer.phx.b3RoZXI";

  private final RunningLab lab;

  SubprotocolTest(RunningLab lab) {
    this.lab = lab;
  }

  /** Rows 48, 110 and R42: the first of the server's list that the client offers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip | sip",
        "mqtt | mqtt",
        "mqtt, sip | sip",
        "sip,mqtt | sip",
        "other,  mqtt | mqtt",
        "other , mqtt , more | mqtt"
      })
  void areChosenInTheOrderOfTheServer(String offered, String chosen) {
    HttpReply reply = lab.handshake("/sub/websocket", "sec-websocket-protocol: " + offered);
    assertThat(reply.status()).isEqualTo(101);
    assertThat(reply.header("sec-websocket-protocol")).isEqualTo(chosen);
  }

  /** Rows 50, 111 and R42. */
  @ParameterizedTest
  @ValueSource(strings = {"other", "SIP", "", "sipp", "phoenix", "sip mqtt"})
  void areRefusedWhenNoneIsKnown(String offered) {
    HttpReply reply = lab.handshake("/sub/websocket", "sec-websocket-protocol: " + offered);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).isEmpty();
  }

  /** Row 49. */
  @Test
  void needNotBeOffered() {
    HttpReply reply = lab.handshake("/sub/websocket");
    assertThat(reply.status()).isEqualTo(101);
    assertThat(reply.header("sec-websocket-protocol")).isNull();
  }

  /** Row 108: without configuration the header is ignored. */
  @Test
  void areIgnoredWhereNoneIsConfigured() {
    HttpReply reply = lab.handshake("/socket/websocket", "sec-websocket-protocol: sip");
    assertThat(reply.status()).isEqualTo(101);
    assertThat(reply.header("sec-websocket-protocol")).isNull();
  }

  /** Row R43. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "phoenix, " + TOKEN + " | phoenix | \"secret!\"",
        TOKEN + " | none | \"secret!\"",
        "foo, " + TOKEN + " | foo | \"secret!\"",
        "phoenix | phoenix | null",
        "foo | foo | null",
        "phoenix, " + TOKEN + ", " + OTHER_TOKEN + " | phoenix | null"
      })
  void carryTheAuthToken(String offered, String chosen, String token) {
    try (WsClient socket =
            lab.open("/auth/websocket?vsn=2.0.0", "sec-websocket-protocol: " + offered);
        Phoenix client = new Phoenix(socket, Vsn.V2)) {
      assertThat(socket.handshake().header("sec-websocket-protocol")).isEqualTo(chosen);
      String room = Phoenix.room();
      client.joined(room);
      client.send(room, "whoami");
      assertThat(client.next()).contains("\"auth_token\":" + token);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"other, " + TOKEN, "other"})
  void areRefusedBesideATokenWhenNoneIsKnown(String offered) {
    HttpReply reply = lab.handshake("/auth/websocket", "sec-websocket-protocol: " + offered);
    assertThat(reply.status()).isEqualTo(403);
  }

  /** Appendix D, 10: 403 instead of upstream's 500. */
  @ParameterizedTest
  @ValueSource(strings = {"!!!", "a", "c2VjcmV0IQ="})
  void areRefusedWithATokenThatIsNoBase64(String encoded) {
    HttpReply reply =
        lab.handshake(
            "/auth/websocket", "sec-websocket-protocol: phoenix, base64url.bearer.phx." + encoded);
    assertThat(reply.status()).isEqualTo(403);
  }

  /** Spec section 3.5: the token is taken out of what {@code connect} sees of the headers. */
  @Test
  void hideTheTokenFromTheHeaders() {
    try (WsClient socket =
            lab.open("/auth/websocket?vsn=2.0.0", "sec-websocket-protocol: phoenix, " + TOKEN);
        Phoenix client = new Phoenix(socket, Vsn.V2)) {
      String room = Phoenix.room();
      client.joined(room);
      client.send(room, "whoami");
      assertThat(client.next())
          .contains("\"sec-websocket-protocol\":\"phoenix\"")
          .doesNotContain("bearer");
    }
  }

  @Test
  void mayCarryNoTokenAtAll() {
    try (Phoenix client = lab.connect("/auth", Vsn.V2)) {
      String room = Phoenix.room();
      client.joined(room);
      client.send(room, "whoami");
      assertThat(client.next()).contains("\"auth_token\":null");
    }
  }
}
