package dev.anqa.transport;

import dev.anqa.token.Token;
import dev.anqa.token.TokenResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client's token says about its session; for the server alone, but readable.
 *
 * @param endpoint the instance of the transport that made it
 * @param topic the session's private one
 * @param node the name of its node
 */
record LongPollToken(String endpoint, String topic, String node) {
  private static final String VERSION = "v1";

  String sign(Token tokens, String salt, Duration maxAge) {
    return tokens.sign(salt, String.join("\n", VERSION, endpoint, topic, node), maxAge);
  }

  /** Reads a token; null if there is none, or it is not one of ours, or too old. */
  static @Nullable LongPollToken verify(
      Token tokens, String salt, @Nullable String text, Duration maxAge) {
    return switch (tokens.verify(salt, text, maxAge)) {
      case TokenResult.Ok(String data) -> parse(data);
      case TokenResult.Expired _, TokenResult.Invalid _, TokenResult.Missing _ -> null;
    };
  }

  private static @Nullable LongPollToken parse(String data) {
    String[] parts = data.split("\n", 4); // A node may have any name.
    return parts.length == 4 && parts[0].equals(VERSION)
        ? new LongPollToken(parts[1], parts[2], parts[3])
        : null;
  }
}
