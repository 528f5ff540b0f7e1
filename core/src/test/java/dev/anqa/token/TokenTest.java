package dev.anqa.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.spec.KeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code test/phoenix/token_test.exs} promises, held here for {@link Token}. */
final class TokenTest {
  private static final String SECRET = "a secret of at least twenty bytes";
  private static final TokenResult OK = new TokenResult.Ok("7");
  private static final TokenResult EXPIRED = new TokenResult.Expired();
  private static final TokenResult INVALID = new TokenResult.Invalid();

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Token tokens = new Token(SECRET, (InstantSource) () -> now);

  @Test
  void knowsAgainWhatItSigned() {
    String token = tokens.sign("user", "Grüße, 世界");

    assertThat(tokens.verify("user", token)).isEqualTo(new TokenResult.Ok("Grüße, 世界"));
  }

  @Test
  void signsTheEmptyText() {
    assertThat(tokens.verify("user", tokens.sign("user", ""))).isEqualTo(new TokenResult.Ok(""));
  }

  @Test
  void saysThatThereIsNone() {
    assertThat(tokens.verify("user", null)).isEqualTo(new TokenResult.Missing());
  }

  @Test
  void refusesTokensOfAnotherPurpose() {
    assertThat(tokens.verify("socket", tokens.sign("user", "7"))).isEqualTo(INVALID);
  }

  @Test
  void refusesTokensOfAnotherSecret() {
    Token others = new Token(SECRET + "!", (InstantSource) () -> now);

    assertThat(tokens.verify("user", others.sign("user", "7"))).isEqualTo(INVALID);
  }

  @Test
  void refusesTokensOfWhichAnyCharacterWasChanged() {
    String token = tokens.sign("user", "7");

    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.verify("user", changed)).as(changed).isEqualTo(INVALID);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "SFMyNTY", "SFMyNTY.", "SFMyNTY..", "SFMyNTY.AA", "SFMyNTY.ä.ö"})
  void refusesWhatIsNoToken(String text) {
    assertThat(tokens.verify("user", text)).isEqualTo(INVALID);
  }

  @Test
  void refusesWhatIsLongerThanAnyTokenWithoutReadingIt() {
    String token = tokens.sign("user", "7");

    assertThat(tokens.verify("user", "SFMyNTY." + "A".repeat(1 << 20) + token)).isEqualTo(INVALID);
  }

  @Test
  void takesATokenForADay() {
    String token = tokens.sign("user", "7");

    now = now.plus(Token.DEFAULT_MAX_AGE);
    assertThat(tokens.verify("user", token)).isEqualTo(OK);
    now = now.plusMillis(1);
    assertThat(tokens.verify("user", token)).isEqualTo(EXPIRED);
  }

  @Test
  void takesATokenAsLongAsWasSaidWhenItWasMade() {
    String token = tokens.sign("user", "7", Duration.ofSeconds(10));

    now = now.plusSeconds(10);
    assertThat(tokens.verify("user", token)).isEqualTo(OK);
    now = now.plusMillis(1);
    assertThat(tokens.verify("user", token)).isEqualTo(EXPIRED);
  }

  @Test
  void prefersTheAgeThatVerifySays() {
    String token = tokens.sign("user", "7", Duration.ofSeconds(10));

    now = now.plusSeconds(20);
    assertThat(tokens.verify("user", token, Duration.ofSeconds(20))).isEqualTo(OK);
    assertThat(tokens.verify("user", token, Duration.ofSeconds(19))).isEqualTo(EXPIRED);
  }

  @Test
  void takesATokenForEverIfTold() {
    String token = tokens.sign("user", "7", Token.FOREVER);

    now = now.plus(Duration.ofDays(365_000));
    assertThat(tokens.verify("user", token)).isEqualTo(OK);
    assertThat(tokens.verify("user", token, Duration.ofDays(1))).isEqualTo(EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE / 1_000})
  void takesNoTokenThatMayNotGetOld(long seconds) {
    Duration maxAge = Duration.ofSeconds(seconds);

    assertThat(tokens.verify("user", tokens.sign("user", "7"), maxAge)).isEqualTo(EXPIRED);
    assertThat(tokens.verify("user", tokens.sign("user", "7", maxAge))).isEqualTo(EXPIRED);
  }

  @Test
  void refusesTokensFromTheFutureButNotOfAClockThatIsALittleAhead() {
    String token = tokens.sign("user", "7");

    now = now.minusSeconds(5);
    assertThat(tokens.verify("user", token)).isEqualTo(OK);
    now = now.minusMillis(1);
    assertThat(tokens.verify("user", token, Token.FOREVER)).isEqualTo(INVALID);
  }

  @Test
  void derivesItsKeysAsPlugCryptoDoes() throws Exception {
    String token = tokens.sign("salt", "7");
    KeySpec spec = new PBEKeySpec(SECRET.toCharArray(), "salt".getBytes(UTF_8), 1_000, 256);
    byte[] key =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed = token.substring(0, token.lastIndexOf('.'));

    byte[] expected = mac.doFinal(signed.getBytes(UTF_8));

    assertThat(token).startsWith("SFMyNTY.");
    assertThat(token)
        .endsWith("." + Base64.getUrlEncoder().withoutPadding().encodeToString(expected));
  }

  @Test
  void refusesASecretThatIsTooShort() {
    assertThatThrownBy(() -> new Token("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("secretKeyBase: 5 bytes (expected: at least 20");
  }

  @Test
  void refusesDataThatIsTooLong() {
    assertThat(tokens.verify("user", tokens.sign("user", "x".repeat(16_384))))
        .isInstanceOf(TokenResult.Ok.class);
    assertThatThrownBy(() -> tokens.sign("user", "x".repeat(16_385)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data: 16385 bytes (expected: <= 16384)");
  }
}
