package dev.anqa.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that are derived from one secret, one for each salt: PBKDF2 with HMAC-SHA-256 (RFC 8018,
 * 5.2), 1,000 rounds, 32 bytes, as {@code Plug.Crypto.KeyGenerator} makes them. Any thread may
 * call.
 */
final class TokenKeys {
  static final String ALGORITHM = "HmacSHA256";

  private static final int ROUNDS = 1_000;

  /** Salts are few, as they stand in the program; what is beyond is derived each time. */
  private static final int MAX_KEPT = 256;

  private final SecretKeySpec secret;
  private final ConcurrentHashMap<String, SecretKeySpec> kept = new ConcurrentHashMap<>();

  TokenKeys(String secretKeyBase) {
    this.secret = new SecretKeySpec(secretKeyBase.getBytes(UTF_8), ALGORITHM);
  }

  /** The HMAC of a text under the key of a salt. */
  byte[] sign(String salt, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key(salt));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is part of every JDK", e);
    }
  }

  private SecretKeySpec key(String salt) throws GeneralSecurityException {
    SecretKeySpec known = kept.get(salt);
    if (known != null) {
      return known;
    }
    SecretKeySpec derived = derive(salt);
    if (kept.size() < MAX_KEPT) {
      kept.put(salt, derived);
    }
    return derived;
  }

  /** The first and only block, since a key is as long as the hash. */
  private SecretKeySpec derive(String salt) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(ALGORITHM);
    mac.init(secret);
    mac.update(salt.getBytes(UTF_8));
    byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] key = round.clone();
    for (int i = 1; i < ROUNDS; i++) {
      round = mac.doFinal(round);
      for (int j = 0; j < key.length; j++) {
        key[j] ^= round[j];
      }
    }
    return new SecretKeySpec(key, ALGORITHM);
  }
}
