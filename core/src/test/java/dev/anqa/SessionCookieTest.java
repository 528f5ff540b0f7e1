package dev.anqa;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.transport.SessionCookie;
import dev.anqa.transport.SessionStore;
import dev.anqa.transport.WebSocketOptions;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code test/phoenix/socket/transport_test.exs} expects of {@code connect_session}. */
final class SessionCookieTest {
  private static final String STATE = "0123456789abcdefghijklmn";
  private static final String MASK = "zyxwvutsrqponmlkjihgfedc";
  private static final Map<String, Object> SESSION =
      Map.of("_csrf_token", STATE, "_other", MASK, "user", 7);
  private static final SessionStore STORE = cookie -> cookie.equals("good") ? SESSION : null;

  private final SpySocket spy = new SpySocket();

  @Test
  void showsTheSessionToWhoHasItsToken() throws Exception {
    assertThat(session(w -> w.session(new SessionCookie("_key", STORE)), "good", token(STATE)))
        .isEqualTo(SESSION);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "invalid", "0123456789abcdefghijklmn", "other", "short", "no-base64"})
  void showsNoneToWhoHasAnotherToken(String kind) throws Exception {
    String token =
        switch (kind) {
          case "other" -> token("0123456789abcdefghijklmX");
          case "short" -> token(STATE).substring(1);
          case "no-base64" -> "!".repeat(32) + MASK;
          case null, default -> kind;
        };
    assertThat(session(w -> w.session(new SessionCookie("_key", STORE)), "good", token)).isNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"bad", ""})
  void showsNoneToWhoHasNoGoodCookie(String cookie) throws Exception {
    assertThat(session(w -> w.session(new SessionCookie("_key", STORE)), cookie, token(STATE)))
        .isNull();
  }

  @Test
  void looksForTheCookieByItsName() throws Exception {
    assertThat(session(w -> w.session(new SessionCookie("_else", STORE)), "good", token(STATE)))
        .isNull();
  }

  @Test
  void findsTheStateUnderAnotherKey() throws Exception {
    assertThat(
            session(
                w -> w.session(new SessionCookie("_key", STORE, "_other")), "good", token(MASK)))
        .isEqualTo(SESSION);
    assertThat(
            session(
                w -> w.session(new SessionCookie("_key", STORE, "_none")), "good", token(STATE)))
        .isNull();
  }

  @Test
  void asksForNoTokenWhereTheCheckIsOff() throws Exception {
    assertThat(
            session(
                w -> w.session(new SessionCookie("_key", STORE)).checkCsrf(false), "good", null))
        .isEqualTo(SESSION);
  }

  @Test
  void refusesWith500WhenTheStoreFails() throws Exception {
    SessionStore failing =
        _ -> {
          throw new java.io.IOException("store");
        };
    try (Fixture fixture =
        Fixture.mounting(
            spy, m -> m.websocket(w -> w.session(new SessionCookie("_key", failing))))) {
      assertThat(fixture.ask(Handshakes.right().with("Cookie", "_key=x").text()).status())
          .isEqualTo(500);
    }
  }

  private Map<String, Object> session(
      Consumer<WebSocketOptions> options, String cookie, String token) throws Exception {
    try (Fixture fixture = Fixture.mounting(spy, m -> m.websocket(options))) {
      Handshakes request =
          Handshakes.at("/socket/websocket" + (token == null ? "" : "?_csrf_token=" + token));
      if (cookie != null) {
        request.with("Cookie", "a=b; _key=" + cookie);
      }
      assertThat(fixture.ask(request.text()).status()).isEqualTo(101);
      return spy.connects.take().info().session();
    }
  }

  private static String token(String state) {
    byte[] masked = state.getBytes(US_ASCII);
    byte[] mask = MASK.getBytes(US_ASCII);
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i];
    }
    return Base64.getUrlEncoder().encodeToString(masked) + MASK;
  }
}
