package dev.anqa.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Signs what a client keeps for the server, such as the id of its user, and knows it again. Signed,
 * not encrypted: whoever holds a token can read it. Any thread may call.
 *
 * <pre>{@code
 * Token tokens = new Token(secretKeyBase);
 * String token = tokens.sign("user socket", user.id()); // Into the page.
 *
 * return switch (tokens.verify("user socket", request.params().string("token"))) {
 *   case TokenResult.Ok(String id) -> ConnectResult.ok(Map.of("user", id));
 *   case TokenResult.Expired _, TokenResult.Invalid _, TokenResult.Missing _ -> ConnectResult.refused();
 * };
 * }</pre>
 *
 * <p>A salt is no secret: it names a purpose, so that a token made for one is not taken for
 * another. There are few of them, each a constant of the program.
 *
 * <p>Ports {@code lib/phoenix/token.ex} and {@code Plug.Crypto.MessageVerifier}: keys and shape are
 * theirs. Differs in: the data is text, and the body has a binary form of its own instead of
 * Erlang's, so that these tokens and Phoenix's are not exchangeable; a clock that is up to 5 s
 * ahead is borne with, since the nodes of a cluster never have quite the same time.
 */
public final class Token {
  /** An age that is never reached. */
  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  /** The age of a token for which nothing else was said. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(1);

  /** The longest data, in bytes of UTF-8. */
  public static final int MAX_DATA_BYTES = 16_384;

  /** {@code HS256}, as a JSON Web Token would name it. */
  private static final String PROTECTED = "SFMyNTY";

  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + Long.BYTES + Long.BYTES;
  private static final int MAX_LENGTH = (HEAD_BYTES + MAX_DATA_BYTES) * 4 / 3 + 100;
  private static final long LEEWAY_MILLIS = 5_000;
  private static final long NEVER = Long.MAX_VALUE;
  private static final int MIN_SECRET_BYTES = 20;

  private final TokenKeys keys;
  private final InstantSource time;

  /**
   * Makes one by the clock of the machine.
   *
   * @throws IllegalArgumentException if the secret is shorter than 20 bytes
   */
  public Token(String secretKeyBase) {
    this(secretKeyBase, InstantSource.system());
  }

  /**
   * Makes one.
   *
   * @param secretKeyBase the secret of the application, the same on all nodes
   * @throws IllegalArgumentException if the secret is shorter than 20 bytes
   */
  public Token(String secretKeyBase, InstantSource time) {
    int length = secretKeyBase.getBytes(UTF_8).length;
    if (length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "secretKeyBase: %d bytes (expected: at least %d, such as those of: openssl rand -base64 48)"
              .formatted(length, MIN_SECRET_BYTES));
    }
    this.keys = new TokenKeys(secretKeyBase);
    this.time = time;
  }

  /** As {@link #sign(String, String, Duration)}, for a day. */
  public String sign(String salt, String data) {
    return sign(salt, data, DEFAULT_MAX_AGE);
  }

  /**
   * Makes a token.
   *
   * @param salt the purpose
   * @param maxAge how old it may get where {@link #verify} is not told; {@link #FOREVER} for no
   *     limit; zero or less makes a token that has expired
   * @throws IllegalArgumentException if the data is longer than {@value #MAX_DATA_BYTES} bytes
   */
  public String sign(String salt, String data, Duration maxAge) {
    byte[] bytes = data.getBytes(UTF_8);
    if (bytes.length > MAX_DATA_BYTES) {
      throw new IllegalArgumentException(
          "data: %d bytes (expected: <= %d)".formatted(bytes.length, MAX_DATA_BYTES));
    }
    byte[] body =
        ByteBuffer.allocate(HEAD_BYTES + bytes.length)
            .put(VERSION)
            .putLong(time.millis())
            .putLong(millis(maxAge))
            .put(bytes)
            .array();
    String signed = PROTECTED + "." + encode(body);
    return signed + "." + encode(keys.sign(salt, signed));
  }

  /** Looks at a token; null for none. It may be as old as was said when it was made. */
  public TokenResult verify(String salt, @Nullable String token) {
    return check(salt, token, null);
  }

  /** Looks at a token; null for none. It may be as old as is said here. */
  public TokenResult verify(String salt, @Nullable String token, Duration maxAge) {
    return check(salt, token, millis(maxAge));
  }

  /** As {@code verify}; a maximum of null is the token's own. */
  private TokenResult check(String salt, @Nullable String token, @Nullable Long maxAgeMillis) {
    if (token == null) {
      return new TokenResult.Missing();
    }
    byte[] body = authentic(salt, token);
    if (body == null || body.length < HEAD_BYTES || body[0] != VERSION) {
      return new TokenResult.Invalid();
    }
    ByteBuffer in = ByteBuffer.wrap(body, 1, body.length - 1);
    long age = time.millis() - in.getLong();
    long signedMaxAge = in.getLong();
    long allowed = maxAgeMillis != null ? maxAgeMillis : signedMaxAge;
    if (age < -LEEWAY_MILLIS) {
      return new TokenResult.Invalid();
    }
    if (allowed <= 0 || (allowed != NEVER && age > allowed)) {
      return new TokenResult.Expired();
    }
    return new TokenResult.Ok(new String(body, HEAD_BYTES, body.length - HEAD_BYTES, UTF_8));
  }

  /** The body of a token whose signature is right; null if it is not. */
  private byte @Nullable [] authentic(String salt, String token) {
    int dot = token.lastIndexOf('.');
    if (token.length() > MAX_LENGTH || !token.startsWith(PROTECTED + ".")) {
      return null;
    }
    String signed = token.substring(0, dot);
    // Compared as text: base64 has several texts for the same bytes.
    byte[] expected = encode(keys.sign(salt, signed)).getBytes(US_ASCII);
    if (!MessageDigest.isEqual(expected, token.substring(dot + 1).getBytes(UTF_8))) {
      return null;
    }
    // Nobody else could have signed it; still, a body that is empty has no place in it.
    return signed.length() <= PROTECTED.length()
        ? null
        : Base64.getUrlDecoder().decode(signed.substring(PROTECTED.length() + 1));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static long millis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException e) { // Beyond what anybody lives to see.
      return duration.isNegative() ? Long.MIN_VALUE : NEVER;
    }
  }
}
