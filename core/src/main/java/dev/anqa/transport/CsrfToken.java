package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The token by which a page shows that it was served by the application whose session it uses.
 *
 * <p>Ports {@code valid_state_and_csrf_token?/2} of {@code lib/plug/csrf_protection.ex}; as there.
 */
final class CsrfToken {
  /** The length of the state in the session, and of the mask at the end of a token. */
  private static final int STATE_LENGTH = 24;

  /** A masked state in base64. */
  private static final int MASKED_LENGTH = 32;

  private CsrfToken() {}

  /** Whether the token of a request belongs to the state of its session; in constant time. */
  static boolean isValid(@Nullable Object state, @Nullable String token) {
    if (!(state instanceof String text) || text.length() != STATE_LENGTH || token == null) {
      return false;
    }
    if (token.length() != MASKED_LENGTH + STATE_LENGTH) {
      return false;
    }
    byte[] unmasked;
    try {
      unmasked = Base64.getUrlDecoder().decode(token.substring(0, MASKED_LENGTH));
    } catch (IllegalArgumentException e) {
      return false;
    }
    byte[] mask = token.substring(MASKED_LENGTH).getBytes(UTF_8);
    if (mask.length != STATE_LENGTH || unmasked.length != STATE_LENGTH) {
      return false;
    }
    for (int i = 0; i < unmasked.length; i++) {
      unmasked[i] ^= mask[i];
    }
    return MessageDigest.isEqual(unmasked, text.getBytes(UTF_8));
  }
}
